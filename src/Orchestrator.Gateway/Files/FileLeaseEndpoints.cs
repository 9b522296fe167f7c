using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Validation;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Files;

namespace Orchestrator.Gateway.Files;

/// <summary>File leases over HTTP.</summary>
internal static class FileLeaseEndpoints
{
    private static readonly QueryParameter<ProjectPath?> Project = Parameters.Project("Only leases of this project.");
    private static readonly QueryParameter<AgentId?> Agent = Parameters.Id<AgentId>("agentId", "Only leases of this agent.");
    private static readonly QueryParameter<SessionId?> Session = Parameters.Id<SessionId>("sessionId", "Only leases for this session.");
    private static readonly QueryParameter<string?> Path = Parameters.Text("path", "Only leases that cover this file, relative to the project's folder.", Check.MaxPathLength);
    private static readonly QueryParameter<FileLeaseStatus?> Status = Parameters.Word<FileLeaseStatus>("status", "Only leases with this status.");
    private static readonly QueryParameter<bool?> Active = Parameters.Flag("active", "Only leases that hold their files now, or only those that do not.");

    /// <summary>Maps the endpoints.</summary>
    public static void MapFileLeases(this IEndpointRouteBuilder api)
    {
        api.MapPost("/file-leases:check", CheckAsync).WithTags("file-leases").IsRead(
            "checkFiles", "Says which leases of others stand in the way of changing files");
        RouteGroupBuilder all = api.MapGroup("/file-leases").WithTags("file-leases");
        all.MapPost("", Reserve).IsCommand("reserveFiles", "Reserves files of a project for an agent, all that are named or none");
        all.MapGet("", List).IsQuery("listFileLeases", "Lists file leases, newest first", [Project, Agent, Session, Path, Status, Active, .. Paging.All]);

        RouteGroupBuilder one = all.MapGroup("/{id}");
        one.MapGet("", Get).IsRead("getFileLease", "Reads a file lease as it is now");
        one.MapGet("/events", ListEvents).IsQuery("listFileLeaseEvents", "Lists every change of a file lease but its renewals, oldest first");
        one.MapPost("/renew", (string id, Body<RenewFileLease> body, IGrainFactory grains) =>
            ChangeAsync(id, body, grains, (files, lease) => files.Renew(lease, body.Value)))
            .IsCommand("renewFileLease", "Keeps a lease for longer");
        one.MapPost("/release", (string id, Body<ReleaseFileLease> body, IGrainFactory grains) =>
            ChangeAsync(id, body, grains, (files, lease) => files.Release(lease, body.Value)))
            .IsCommand("releaseFileLease", "Gives a lease back; harmless when it ended already");
        one.MapPost("/force-release", (string id, Body<ForceReleaseFileLease> body, IGrainFactory grains) =>
            ChangeAsync(id, body, grains, (files, lease) => files.ForceRelease(lease, body.Value)))
            .IsCommand("forceReleaseFileLease", "Ends a lease against its agent's will; who and why are kept");
    }

    private static async Task<Changed<FileLeaseView>> ChangeAsync<TCommand>(
        string id, Body<TCommand> body, IGrainFactory grains,
        Func<IProjectFilesGrain, FileLeaseId, Task<Committed<FileLeaseView>>> change)
        where TCommand : class, ICommand
    {
        FileLeaseId lease = FileLeaseId.Parse(id, "id");
        body.Value.Validate(); // before it is looked for, so that bad input is told first
        return new(await change(await FilesAsync(lease, grains), lease));
    }

    private static async Task<Created<FileLeaseView>> Reserve(Body<ReserveFiles> body, IGrainFactory grains, TimeProvider time)
    {
        ReserveFiles command = body.Value with { Id = body.Value.Id ?? FileLeaseId.OfCommand(time) };
        command.Validate();
        var files = grains.GetGrain<IProjectFilesGrain>(command.Project.Key);
        return new($"/api/v1/file-leases/{command.Id}", await files.Reserve(command));
    }

    private static async Task<Answer<Page<FileLeaseView>>> List(
        HttpRequest request, FileLeaseQueries leases, CancellationToken cancellationToken) =>
        new(await leases.ListAsync(
            new FileLeaseFilter
            {
                Project = Project.Read(request),
                AgentId = Agent.Read(request),
                SessionId = Session.Read(request),
                Path = Path.Read(request),
                Status = Status.Read(request),
                Active = Active.Read(request),
            },
            Paging.Read(request),
            cancellationToken));

    private static async Task<Answer<Items<FileConflict>>> CheckAsync(Body<CheckFiles> body, IGrainFactory grains)
    {
        body.Value.Validate();
        return new(new(await grains.GetGrain<IProjectFilesGrain>(body.Value.Project.Key).Check(body.Value)));
    }

    // A grain knows the last leases that ended; the tables know all.
    private static async Task<Answer<FileLeaseView>> Get(
        string id, FileLeaseQueries leases, IGrainFactory grains, CancellationToken cancellationToken)
    {
        FileLeaseId lease = FileLeaseId.Parse(id, "id");
        IProjectFilesGrain files = await FilesAsync(lease, grains);
        try
        {
            return new(await files.Get(lease));
        }
        catch (NotFoundException)
        {
            return new(await leases.GetAsync(lease, cancellationToken) ?? throw new NotFoundException("file lease", lease.Value));
        }
    }

    private static async Task<Answer<Items<FileLeaseChange>>> ListEvents(
        string id, FileLeaseQueries leases, IGrainFactory grains, CancellationToken cancellationToken)
    {
        FileLeaseId lease = FileLeaseId.Parse(id, "id");
        IReadOnlyList<FileLeaseChange> changes = await leases.ListChangesAsync(lease, cancellationToken);
        if (changes.Count == 0) await FilesAsync(lease, grains); // nothing yet in the tables, or no lease?
        return new(new(changes));
    }

    /// <summary>The files of the project that a lease is of.</summary>
    internal static async Task<IProjectFilesGrain> FilesAsync(FileLeaseId lease, IGrainFactory grains) =>
        grains.GetGrain<IProjectFilesGrain>((await grains.GetGrain<IFileLeaseGrain>(lease.Value).GetProject()).Key);
}
