using System.Text.Json;
using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Client;

/// <summary>Checkpoints of sessions: taken, found, restored.</summary>
public sealed class CheckpointClient
{
    // Enough for a snapshot of 64 MiB at half a megabyte a second.
    private const int SlowestBytesPerSecond = 512 * 1024;

    private readonly HostCaller _caller;
    private readonly HostHttp _http;

    internal CheckpointClient(HostCaller caller, HostHttp http) => (_caller, _http) = (caller, http);

    /// <summary>Takes a checkpoint of a session: its own state, and a snapshot of the caller's.</summary>
    /// <param name="session">The session.</param>
    /// <param name="command">Its name and the snapshot, up to 64 MiB. Without an id it gets one.</param>
    /// <param name="cancellationToken">Gives up; it may be taken all the same.</param>
    /// <exception cref="ConflictException">The session is archived, or the checkpoint's own id was used before.</exception>
    public async Task<CheckpointView> CreateAsync(SessionId session, NewCheckpoint command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        byte[] body = HostHttp.Body(command);
        TimeSpan upload = TimeSpan.FromSeconds((double)body.Length / SlowestBytesPerSecond);
        return (await _http.PostAsync<CheckpointView>(
            "create-checkpoint", $"sessions/{session}/checkpoints", body, upload, cancellationToken)).Value!;
    }

    /// <summary>Reads a checkpoint, without its snapshot.</summary>
    /// <param name="id">The checkpoint.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">It was not taken, or was deleted.</exception>
    /// <exception cref="ConflictException">Its time is over (<c>checkpoint-expired</c>).</exception>
    public async Task<CheckpointView> GetAsync(CheckpointId id, CancellationToken cancellationToken = default) =>
        (await _caller.RepeatAsync("get-checkpoint", Grain(id).Get, cancellationToken)).View;

    /// <summary>Copies the snapshot of a checkpoint, byte by byte as it was given. Not repeated.</summary>
    /// <param name="id">The checkpoint.</param>
    /// <param name="destination">Gets the JSON in UTF-8.</param>
    /// <param name="cancellationToken">Gives up; a part may be in the destination.</param>
    /// <exception cref="UnavailableException">The host did not answer, or not to the end.</exception>
    public Task CopySnapshotAsync(CheckpointId id, Stream destination, CancellationToken cancellationToken = default) =>
        _http.CopyAsync("get-snapshot", $"checkpoints/{id}/snapshot", destination, cancellationToken);

    /// <summary>Reads the snapshot of a checkpoint whole.</summary>
    /// <param name="id">The checkpoint.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JsonElement> GetSnapshotAsync(CheckpointId id, CancellationToken cancellationToken = default)
    {
        using var snapshot = new MemoryStream();
        await CopySnapshotAsync(id, snapshot, cancellationToken);
        using JsonDocument document = JsonDocument.Parse(snapshot.GetBuffer().AsMemory(0, (int)snapshot.Length));
        return document.RootElement.Clone();
    }

    /// <summary>Lists and searches checkpoints, newest first. From the tables, which follow what is acknowledged by a moment.</summary>
    /// <param name="filter">Which; all when absent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<CheckpointView> ListAsync(CheckpointFilter? filter = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync<CheckpointView>(
            "list-checkpoints",
            "checkpoints",
            [
                new("sessionId", filter?.SessionId?.Value),
                new("feature", filter?.Feature),
                new("tag", filter?.Tag),
                new("q", filter?.Words),
            ],
            cancellationToken);

    /// <summary>Restores a checkpoint into a new session; what is stored is verified first.</summary>
    /// <param name="id">The checkpoint.</param>
    /// <param name="session">The new session's own id; one is made when absent.</param>
    /// <param name="name">Its name; the saved one when absent.</param>
    /// <param name="cancellationToken">Gives up; it may be restored all the same.</param>
    /// <exception cref="ConflictException">
    /// The id was used before, or it cannot be restored (<c>checkpoint-expired</c>, <c>checkpoint-key-missing</c>, <c>checkpoint-corrupt</c>).
    /// </exception>
    public Task<SessionView> RestoreAsync(
        CheckpointId id, SessionId? session = null, string? name = null, CancellationToken cancellationToken = default) =>
        RestoreAsync(session ?? SessionId.OfCommand(_caller.Time), new() { CheckpointId = id, New = true, Name = name }, cancellationToken);

    /// <summary>Restores a checkpoint into a session that is open; what is stored is verified first.</summary>
    /// <param name="id">The checkpoint.</param>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Gives up; it may be restored all the same.</param>
    /// <exception cref="ConflictException">The session ended, or the checkpoint cannot be restored.</exception>
    public Task<SessionView> RestoreIntoAsync(CheckpointId id, SessionId session, CancellationToken cancellationToken = default) =>
        RestoreAsync(session, new() { CheckpointId = id, New = false }, cancellationToken);

    /// <summary>Deletes a checkpoint; sessions that were restored from it stay.</summary>
    /// <param name="id">The checkpoint.</param>
    /// <param name="cancellationToken">Gives up; it may be deleted all the same.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<CheckpointView> DeleteAsync(CheckpointId id, CancellationToken cancellationToken = default) =>
        (await _caller.CommandAsync("delete-checkpoint", Grain(id).Delete, cancellationToken)).Value;

    private async Task<SessionView> RestoreAsync(SessionId session, RestoreCheckpoint command, CancellationToken cancellationToken)
    {
        command.Validate();
        ISessionGrain grain = _caller.Grain<ISessionGrain>(session.Value);
        return (await _caller.CommandAsync("restore-checkpoint", () => grain.Restore(command), cancellationToken)).Value;
    }

    private ICheckpointGrain Grain(CheckpointId id) => _caller.Grain<ICheckpointGrain>(id.Value);
}

/// <summary>Which checkpoints are listed; what is absent does not matter.</summary>
public sealed record CheckpointFilter
{
    /// <summary>Those of a session.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Those about a feature.</summary>
    public string? Feature { get; init; }

    /// <summary>Those with a tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Those whose name, description, feature and tags hold all these words, <c>"phrases"</c> and <c>prefix*</c>.</summary>
    public string? Words { get; init; }
}
