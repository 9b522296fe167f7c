using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Journal.Postgres;

/// <summary>
/// Snapshots in the journal's PostgreSQL database, so that all nodes have them; compressed and encrypted as the files of one
/// node are. A snapshot's rows get their name when all of them are committed, so whatever has its name is whole.
/// </summary>
internal sealed partial class PostgresCheckpointStore(
    PostgresDatabase database, IOptions<CheckpointOptions> options, TimeProvider time, ILogger<PostgresCheckpointStore> logger) : ICheckpointStore
{
    private const int BufferSize = 64 * 1024;

    private readonly CheckpointKeys _keys = new(options.Value);
    private readonly ConcurrentDictionary<Guid, bool> _writing = new();

    // What nobody needed at the last look, and since when that is so: another node may have stored it just before.
    private Dictionary<BlobRow, long> _unneeded = [];

    public long MaxBytes => options.Value.MaxBytes;

    public bool Encrypts => _keys.Active is not null;

    public int? RetentionDays => options.Value.RetentionDays;

    public ISnapshotWriter Begin()
    {
        Guid id = Guid.CreateVersion7(time.GetUtcNow());
        _writing[id] = true;
        return new PostgresSnapshotWriter(this, _keys.Active, id, new ChunkWritingStream(database, id, time));
    }

    public async ValueTask<Stream> OpenAsync(CheckpointBlob blob, CancellationToken cancellationToken)
    {
        blob.Validate();
        Guid? id;
        try
        {
            id = await database.ReadAsync(
                "Finding a snapshot", connection => BlobRows.FindAsync(connection, blob.Name, cancellationToken), cancellationToken);
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException("the stored snapshot can't be read now", error);
        }

        if (id is not { } found) throw CorruptCheckpoint.Of("it is missing");
        return await SnapshotReader.OpenAsync(new ChunkReadingStream(database, found), blob, _keys, cancellationToken);
    }

    public async Task VerifyAsync(CheckpointBlob blob, CancellationToken cancellationToken)
    {
        await using Stream snapshot = await OpenAsync(blob, cancellationToken);
        await snapshot.CopyToAsync(Stream.Null, BufferSize, cancellationToken);
    }

    public async Task<int> DeleteUnneededAsync(IReadOnlySet<string> needed, CancellationToken cancellationToken)
    {
        int deleted = 0;
        Dictionary<BlobRow, long> kept = [];
        try
        {
            foreach (BlobRow row in await database.ReadAsync(
                "Listing snapshots", connection => BlobRows.ListAsync(connection, cancellationToken), cancellationToken))
            {
                if ((row.Name is not null && needed.Contains(row.Name)) || _writing.ContainsKey(row.Id)) continue;
                long since = _unneeded.GetValueOrDefault(row, time.GetTimestamp());
                if (time.GetElapsedTime(since) < ICheckpointStore.Grace)
                    kept.Add(row, since);
                else if (await database.WriteAsync("Deleting a snapshot", connection => BlobRows.DeleteAsync(connection, row, cancellationToken), cancellationToken))
                    deleted++;
            }

            _unneeded = kept;
        }
        catch (JournalUnavailableException error)
        {
            LogNotDeleted(logger, error);
        }

        return deleted;
    }

    /// <summary>
    /// Refuses to start where another node has another key under the same id: each could not read what the other stores.
    /// </summary>
    /// <exception cref="CheckpointKeyException">It has.</exception>
    /// <exception cref="JournalUnavailableException">The server can't be reached now.</exception>
    public async Task RequireSharedKeysAsync(CancellationToken cancellationToken)
    {
        await database.MigrateAsync(cancellationToken);
        foreach (CheckpointKey key in _keys.All)
        {
            bool same = await database.WriteAsync(
                "Comparing the keys of checkpoints", connection => BlobRows.IsKeyKnownAsync(connection, key, cancellationToken), cancellationToken);
            if (!same)
            {
                throw new CheckpointKeyException(
                    $"Checkpoints:Keys:{key.Id} is another key than the one that the nodes of this database have under this id: " +
                    "give all nodes the same keys, and a new key a new id.");
            }
        }
    }

    /// <summary>Gives finished rows their name, unless good ones have it.</summary>
    internal async Task<CheckpointBlob> StoreAsync(PostgresSnapshotWriter writer, CheckpointBlob blob, CancellationToken cancellationToken)
    {
        Guid? good = await FindGoodAsync(blob, cancellationToken);
        return await database.WriteAsync(
            "Storing a snapshot",
            async connection =>
            {
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
                long? length = good is { } present ? await BlobRows.TouchAsync(connection, present, time.GetUtcNow(), cancellationToken) : null;
                if (length is null && !await BlobRows.NameAsync(connection, writer.Id, blob.Name, time.GetUtcNow(), cancellationToken))
                    throw ChunkWritingStream.Dropped();
                await transaction.CommitAsync(cancellationToken);
                return blob with { StoredSize = length ?? blob.StoredSize };
            },
            cancellationToken);
    }

    /// <summary>Forgets a writer, and deletes its rows unless they have been stored.</summary>
    internal async ValueTask DiscardAsync(PostgresSnapshotWriter writer)
    {
        try
        {
            await database.WriteAsync(
                "Dropping a snapshot", connection => BlobRows.DeleteUnnamedAsync(connection, writer.Id), CancellationToken.None);
        }
        catch (JournalUnavailableException error)
        {
            LogNotDeleted(logger, error); // the sweep will
        }

        _writing.TryRemove(writer.Id, out _);
    }

    // What is there may be damaged, or encrypted with another key of this id: then the new one takes its place.
    private async Task<Guid?> FindGoodAsync(CheckpointBlob blob, CancellationToken cancellationToken)
    {
        Guid? id = await database.ReadAsync(
            "Finding a snapshot", connection => BlobRows.FindAsync(connection, blob.Name, cancellationToken), cancellationToken);
        if (id is null) return null;
        try
        {
            await VerifyAsync(blob, cancellationToken);
            return id;
        }
        catch (Exception error) when (error is ConflictException or UnavailableException)
        {
            LogReplaced(logger, error, blob.Name);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A stored snapshot that nobody needs was not deleted; trying again with the next sweep")]
    private static partial void LogNotDeleted(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "The stored snapshot {Name} can't be read and is replaced by an equal one that came in")]
    private static partial void LogReplaced(ILogger logger, Exception error, string name);
}
