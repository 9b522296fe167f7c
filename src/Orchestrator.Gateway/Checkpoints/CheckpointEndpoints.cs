using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Journal.Checkpoints;
using Orchestrator.Reporting.Checkpoints;
using Orchestrator.Reporting.Search;

namespace Orchestrator.Gateway.Checkpoints;

/// <summary>Checkpoints over HTTP.</summary>
internal static class CheckpointEndpoints
{
    private static readonly QueryParameter<SessionId?> Session = Parameters.Id<SessionId>("sessionId", "Only checkpoints of this session.");
    private static readonly QueryParameter<string?> Feature = Parameters.Text("feature", "Only checkpoints about this feature.", 200);
    private static readonly QueryParameter<string?> Tag = Parameters.Text("tag", "Only checkpoints with this tag.", 200);

    private static readonly QueryParameter<string?> Words = Parameters.Text(
        "q", "Only checkpoints whose name, description, feature and tags hold all these words, `\"phrases\"` and `prefix*`.", SearchQueries.MaxLength);

    private static readonly QueryParameter<bool> Snapshot = Parameters.Flag("snapshot", "Whether the answer has the snapshot.", absent: true);

    /// <summary>Maps the endpoints.</summary>
    public static void MapCheckpoints(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder ofSession = api.MapGroup("/sessions/{id}/checkpoints").WithTags("checkpoints");
        ofSession.MapPost("", CheckpointCreation.RunAsync).IsCommand(
            "createCheckpoint", "Takes a checkpoint of a session: its own state and a snapshot of up to 64 MiB");
        ofSession.MapGet("", ListOfSession).IsQuery(
            "listSessionCheckpoints", "Lists the checkpoints of a session, newest first", [Feature, Tag, Words, .. Paging.All]);

        RouteGroupBuilder all = api.MapGroup("/checkpoints").WithTags("checkpoints");
        all.MapGet("", List).IsQuery(
            "listCheckpoints", "Lists and searches checkpoints, newest first", [Session, Feature, Tag, Words, .. Paging.All]);

        RouteGroupBuilder one = all.MapGroup("/{id}");
        one.MapGet("", Get).IsRead("getCheckpoint", "Reads a checkpoint, with its snapshot unless told otherwise", Snapshot);
        one.MapGet("/snapshot", GetSnapshot).IsRead("getCheckpointSnapshot", "Reads the snapshot of a checkpoint, byte by byte as it was given");
        one.MapPost("/restore", Restore).IsCommand(
            "restoreCheckpoint", "Restores a checkpoint into a new session, or into one that is open; what is stored is verified first");
        one.MapDelete("", Delete).IsCommand("deleteCheckpoint", "Deletes a checkpoint; sessions that were restored from it stay");
    }

    private static async Task<Answer<Page<CheckpointView>>> List(
        HttpRequest request, CheckpointQueries checkpoints, CancellationToken cancellationToken) =>
        new(await checkpoints.ListAsync(Filter(request, Session.Read(request)), Paging.Read(request), cancellationToken));

    private static async Task<Answer<Page<CheckpointView>>> ListOfSession(
        string id, HttpRequest request, CheckpointQueries checkpoints, IGrainFactory grains, CancellationToken cancellationToken)
    {
        SessionId session = SessionId.Parse(id, "id");
        Page<CheckpointView> page = await checkpoints.ListAsync(Filter(request, session), Paging.Read(request), cancellationToken);
        if (page.Total == 0) await grains.GetGrain<ISessionGrain>(session.Value).Get(); // no checkpoints, or no session?
        return new(page);
    }

    private static CheckpointFilter Filter(HttpRequest request, SessionId? session) => new()
    {
        SessionId = session,
        Feature = Feature.Read(request),
        Tag = Tag.Read(request),
        Words = Words.Read(request),
    };

    private static async Task<CheckpointAnswer> Get(string id, HttpRequest request, ICheckpointStore store, IGrainFactory grains)
    {
        bool withSnapshot = Snapshot.Read(request);
        return new(await Grain(grains, id).Get(), withSnapshot ? store : null);
    }

    private static async Task<SnapshotAnswer> GetSnapshot(string id, ICheckpointStore store, IGrainFactory grains) =>
        new((await Grain(grains, id).Get()).Blob, store);

    private static async Task<Changed<RestoredCheckpoint>> Restore(
        string id, Body<RestoreCheckpointRequest> body, IGrainFactory grains, TimeProvider time)
    {
        CheckpointId checkpoint = CheckpointId.Parse(id, "id");
        RestoreCheckpointRequest request = body.Value;
        if (request is { SessionId: not null, Id: not null })
            throw new ValidationException("id", "is for a new session; with sessionId the checkpoint is restored into that one");
        SessionId session = request.SessionId ?? request.Id ?? SessionId.OfCommand(time);
        Committed<SessionView> restored = await grains.GetGrain<ISessionGrain>(session.Value).Restore(
            new RestoreCheckpoint { CheckpointId = checkpoint, New = request.SessionId is null, Name = request.Name });
        return new(new(new(restored.Value, checkpoint, $"/api/v1/checkpoints/{checkpoint}/snapshot"), restored.Position));
    }

    private static async Task<Changed<CheckpointView>> Delete(string id, IGrainFactory grains) => new(await Grain(grains, id).Delete());

    private static ICheckpointGrain Grain(IGrainFactory grains, string id) =>
        grains.GetGrain<ICheckpointGrain>(CheckpointId.Parse(id, "id").Value);
}
