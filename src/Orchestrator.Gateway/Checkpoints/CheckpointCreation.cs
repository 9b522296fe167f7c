using System.Text.Json;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Gateway.Answers;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Gateway.Checkpoints;

/// <summary>
/// Takes a checkpoint: the snapshot is on disk before its session says that it is there. What is stored and then refused is
/// deleted by the sweep.
/// </summary>
internal static class CheckpointCreation
{
    /// <summary>Takes it.</summary>
    public static async Task<Created<CheckpointView>> RunAsync(
        string id, CheckpointUpload upload, ICheckpointStore store, IGrainFactory grains, TimeProvider time, CancellationToken cancellationToken)
    {
        SessionId session = SessionId.Parse(id, "id");
        var grain = grains.GetGrain<ISessionGrain>(session.Value);

        // What nobody will keep is not written; the body is read all the same, since it may be wrong too.
        NotFoundException? absent = await FindAbsentAsync(grain);
        await using ISnapshotWriter? writer = absent is null ? store.Begin() : null;
        CreateCheckpointRequest request = await upload.ReadAsync(writer, store.MaxBytes);
        if (writer is null) throw absent!;
        if (request.Encrypted == true && !store.Encrypts)
            throw new ConflictException("encryption is asked for, but this host has no key: give it one with Checkpoints:Keys", ErrorCodes.CheckpointKeyMissing);
        CheckpointBlob blob = await writer.FinishAsync(cancellationToken);
        JsonElement? small = blob.KeyId is null ? upload.SmallSnapshot() : null;
        CreateCheckpoint command = request.ToCommand(session, blob, small, store.RetentionDays, time);
        command = command with { Blob = await writer.StoreAsync(cancellationToken) };
        return new($"/api/v1/checkpoints/{command.Id}", await grain.CreateCheckpoint(command));
    }

    /// <summary>Takes one whose snapshot came whole, from any face.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">The checkpoint, with its id.</param>
    /// <param name="snapshot">The snapshot's JSON.</param>
    /// <param name="store">Keeps it.</param>
    /// <param name="grains">The grains.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it before the session knows of it.</param>
    public static async Task<Committed<CheckpointView>> StoreAsync(
        SessionId session, NewCheckpoint request, ReadOnlyMemory<byte> snapshot, ICheckpointStore store, IGrainFactory grains, TimeProvider time,
        CancellationToken cancellationToken)
    {
        request.Validate();
        var grain = grains.GetGrain<ISessionGrain>(session.Value);
        if (await FindAbsentAsync(grain) is { } absent) throw absent;
        await using ISnapshotWriter writer = store.Begin();
        await writer.WriteAsync(snapshot, cancellationToken);
        await writer.FinishAsync(cancellationToken);
        return await grain.CreateCheckpoint(request.ToCommand(await writer.StoreAsync(cancellationToken), store.RetentionDays, time));
    }

    // A command that is sent again is answered as first, whatever became of its session.
    private static async Task<NotFoundException?> FindAbsentAsync(ISessionGrain session)
    {
        if (CallContext.IdempotencyKey is not null) return null;
        try
        {
            await session.Get();
            return null;
        }
        catch (NotFoundException error)
        {
            return error;
        }
    }
}
