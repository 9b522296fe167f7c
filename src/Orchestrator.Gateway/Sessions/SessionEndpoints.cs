using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Gateway.Access;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Sessions;

namespace Orchestrator.Gateway.Sessions;

/// <summary>Sessions over HTTP.</summary>
internal static class SessionEndpoints
{
    private static readonly QueryParameter<string?> Type = Parameters.Text("type", "Only sessions of this type.", 64);
    private static readonly QueryParameter<SessionStatus?> Status = Parameters.Word<SessionStatus>("status", "Only sessions with this status.");
    private static readonly QueryParameter<string?> Name = Parameters.Text("name", "Only sessions with this in their name, in any case.", 200);
    private static readonly QueryParameter<string?> ProjectPath = Parameters.Text("projectPath", "Only sessions of the project in this folder.", 4_096);
    private static readonly QueryParameter<string?> EventType = Parameters.Text("eventType", "Only events of this type.", 64);

    /// <summary>Maps the endpoints.</summary>
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder all = api.MapGroup(string.Empty).WithTags("sessions");
        all.MapPost("/sessions", Create).IsCommand("createSession", "Creates a session");
        all.MapGet("/sessions", List).IsQuery(
            "listSessions", "Lists sessions, newest first", [Type, Status, Name, ProjectPath, .. Paging.All]);
        all.MapGet("/sessions/active", GetActive).IsQuery(
            "getActiveSession", "Reads the active session that started last; 404 when none is active", ProjectPath);
        all.MapGet("/sessions/counts", Count).IsQuery("countSessions", "Counts the sessions of each status");
        all.MapPost("/sessions:archive", SessionArchive.RunAsync).Takes(AccessRole.Operator).IsCommand(
            "archiveSessions", "Archives sessions that ended long ago, up to 10,000 a call");

        RouteGroupBuilder one = all.MapGroup("/sessions/{id}");
        one.MapGet("", Get).IsRead("getSession", "Reads a session as it is now").HasEntityTag();
        one.MapPatch("", Update).IsCommand("updateSession", "Changes what is given, leaves the rest").HasEntityTag();
        one.MapDelete("", Delete).IsCommand("deleteSession", "Deletes a session from all tables; the journal keeps its history");
        one.MapPost("/end", End).IsCommand("endSession", "Completes a session");
        one.MapPost("/terminate", Terminate).IsCommand("terminateSession", "Ends a session from outside, with a reason");
        one.MapPost("/events", LogEvent).IsCommand("logSessionEvent", "Logs an event in a session");
        one.MapGet("/events", ListEvents).IsQuery(
            "listSessionEvents", "Lists what was logged in a session, oldest first", [EventType, .. Paging.All]);
    }

    private static async Task<Created<SessionView>> Create(Body<CreateSession> body, IGrainFactory grains, TimeProvider time)
    {
        SessionId id = body.Value.Id ?? SessionId.OfCommand(time);
        return new($"/api/v1/sessions/{id}", await grains.GetGrain<ISessionGrain>(id.Value).Create(body.Value));
    }

    private static async Task<Answer<Page<SessionView>>> List(
        HttpRequest request, SessionQueries sessions, CancellationToken cancellationToken) =>
        new(await sessions.ListAsync(
            new SessionFilter
            {
                Type = Type.Read(request),
                Status = Status.Read(request),
                Name = Name.Read(request),
                ProjectPath = ProjectPath.Read(request),
            },
            Paging.Read(request),
            cancellationToken));

    private static async Task<Answer<SessionView>> GetActive(
        HttpRequest request, SessionQueries sessions, CancellationToken cancellationToken) =>
        new(await sessions.GetActiveAsync(ProjectPath.Read(request), cancellationToken)
            ?? throw new NotFoundException("session", "with status active"));

    private static async Task<Answer<IReadOnlyDictionary<string, long>>> Count(
        SessionQueries sessions, CancellationToken cancellationToken) =>
        new(await sessions.CountByStatusAsync(cancellationToken));

    private static async Task<Answer<SessionView>> Get(string id, IGrainFactory grains) =>
        new(await Grain(grains, id).Get());

    private static async Task<Changed<SessionView>> Update(string id, Body<UpdateSession> body, IGrainFactory grains) =>
        new(await Grain(grains, id).Update(body.Value));

    private static async Task<Changed<SessionView>> Delete(string id, IGrainFactory grains) =>
        new(await Grain(grains, id).Delete());

    private static async Task<Changed<SessionView>> End(string id, Body<EndSession> body, IGrainFactory grains) =>
        new(await Grain(grains, id).End(body.Value));

    private static async Task<Changed<SessionView>> Terminate(string id, Body<TerminateSession> body, IGrainFactory grains) =>
        new(await Grain(grains, id).Terminate(body.Value));

    private static async Task<Created<SessionEventView>> LogEvent(string id, Body<LogSessionEvent> body, IGrainFactory grains) =>
        new($"/api/v1/sessions/{id}/events", await Grain(grains, id).LogEvent(body.Value));

    private static async Task<Answer<Page<SessionEventView>>> ListEvents(
        string id, HttpRequest request, SessionQueries sessions, IGrainFactory grains, CancellationToken cancellationToken)
    {
        SessionId session = SessionId.Parse(id, "id");
        Page<SessionEventView> page = await sessions.ListEventsAsync(
            session, EventType.Read(request), Paging.Read(request), cancellationToken);
        if (page.Total == 0) await Grain(grains, id).Get(); // no events, or no session?
        return new(page);
    }

    private static ISessionGrain Grain(IGrainFactory grains, string id) =>
        grains.GetGrain<ISessionGrain>(SessionId.Parse(id, "id").Value);
}
