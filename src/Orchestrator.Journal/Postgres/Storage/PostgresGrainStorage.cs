using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Orchestrator.Journal.Postgres;

/// <summary>
/// Grain storage in the journal's PostgreSQL database, for the embedded grain engine: the snapshots that bound a replay.
/// Writes are checked against the version the grain knew of and are committed when they return.
/// </summary>
internal sealed class PostgresGrainStorage(
    PostgresDatabase database, IOptions<PostgresGrainStorageOptions> options, TimeProvider timeProvider) : IGrainStorage
{
    private readonly StateSerializer _states = new(
        options.Value.Serializer,
        $"{nameof(PostgresGrainStorageOptions)}.{nameof(PostgresGrainStorageOptions.Serializer)}",
        nameof(PostgresServiceCollectionExtensions.AddPostgresGrainStorage));

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        _states.Load(grainState, await database.ReadAsync(
            "Reading a snapshot",
            connection => SnapshotRows.FindAsync(connection, grainId.ToString(), stateName),
            CancellationToken.None));

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string grain = grainId.ToString();
        byte[] payload = _states.Serialize(grainState);

        // Never used twice, so that a state cleared and written anew can't pass for the one before.
        string newETag = Guid.NewGuid().ToString("N");
        await WriteAsync("written", grain, stateName, grainState.ETag, connection => grainState.ETag is { } known
            ? SnapshotRows.UpdateAsync(connection, grain, stateName, payload, known, newETag, timeProvider.GetUtcNow())
            : SnapshotRows.InsertAsync(connection, grain, stateName, payload, newETag, timeProvider.GetUtcNow()));
        grainState.ETag = newETag;
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string grain = grainId.ToString();
        await WriteAsync("cleared", grain, stateName, grainState.ETag, async connection => grainState.ETag is { } known
            ? await SnapshotRows.DeleteAsync(connection, grain, stateName, known)
            : await SnapshotRows.FindETagAsync(connection, grain, stateName) is null);
        _states.Load(grainState, row: null);
    }

    // The interface's members without a token are one row each.
    private async Task WriteAsync(
        string what, string grain, string state, string? knownETag, Func<Npgsql.NpgsqlConnection, Task<bool>> write)
    {
        (bool written, string? stored) = await database.WriteAsync(
            "Writing a snapshot",
            async connection => await write(connection) ? (true, null) : (false, await SnapshotRows.FindETagAsync(connection, grain, state)),
            CancellationToken.None);
        if (!written) throw StateSerializer.Inconsistent(what, grain, state, knownETag, stored);
    }
}
