using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Freshness;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Departments;

namespace Orchestrator.Gateway.Departments;

/// <summary>Departments over HTTP.</summary>
internal static class DepartmentEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapDepartments(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder all = api.MapGroup(string.Empty).WithTags("departments");
        all.MapPost("/sessions/{id}/departments", Create).IsCommand("createDepartment", "Creates a department of a session");
        all.MapGet("/sessions/{id}/departments", List).IsQuery(
            "listDepartments", "Lists the departments of a session with how they do, oldest first", Paging.All);
        all.MapGet("/departments/{id}", Get).IsQuery("getDepartment", "Reads a department with how it does").HasEntityTag();
        all.MapPatch("/departments/{id}", Update).IsCommand("updateDepartment", "Changes what is given, leaves the rest").HasEntityTag();
    }

    private static async Task<Created<DepartmentView>> Create(string id, Body<CreateDepartment> body, IGrainFactory grains)
    {
        Committed<DepartmentView> created = await Session(grains, id).CreateDepartment(body.Value);
        return new($"/api/v1/departments/{created.Value.Id}", created);
    }

    private static async Task<Answer<Page<DepartmentView>>> List(
        string id, HttpRequest request, DepartmentQueries departments, IGrainFactory grains, CancellationToken cancellationToken)
    {
        Page<DepartmentView> page = await departments.ListAsync(SessionId.Parse(id, "id"), Paging.Read(request), cancellationToken);
        if (page.Total == 0) await Session(grains, id).Get(); // no departments, or no session?
        return new(page);
    }

    private static async Task<Answer<DepartmentView>> Get(
        string id, DepartmentQueries departments, MinPosition freshness, CancellationToken cancellationToken)
    {
        DepartmentId department = DepartmentId.Parse(id, "id");
        return new(await freshness.FindAsync(() => departments.GetAsync(department, cancellationToken), "department", id, cancellationToken));
    }

    private static async Task<Changed<DepartmentView>> Update(string id, Body<UpdateDepartment> body, IGrainFactory grains) =>
        new(await grains.GetGrain<IDepartmentGrain>(DepartmentId.Parse(id, "id").Value).Update(body.Value));

    private static ISessionGrain Session(IGrainFactory grains, string id) =>
        grains.GetGrain<ISessionGrain>(SessionId.Parse(id, "id").Value);
}
