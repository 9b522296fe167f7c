using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Journal.Postgres;

/// <summary>Writes a snapshot into rows that have no name until it is stored.</summary>
internal sealed class PostgresSnapshotWriter(PostgresCheckpointStore store, CheckpointKey? key, Guid id, ChunkWritingStream chunks)
    : SnapshotWriter(key, chunks)
{
    public Guid Id => id;

    protected override async ValueTask<long> FlushAsync(CancellationToken cancellationToken)
    {
        await chunks.FinishAsync(cancellationToken);
        return chunks.Written;
    }

    protected override Task<CheckpointBlob> StoreAsync(CheckpointBlob blob, CancellationToken cancellationToken) =>
        store.StoreAsync(this, blob, cancellationToken);

    protected override async ValueTask DiscardAsync()
    {
        await chunks.DisposeAsync();
        await store.DiscardAsync(this);
    }

    protected override bool IsFault(Exception error) => error is JournalUnavailableException or UnavailableException;

    protected override Exception Failed(Exception error) => error as UnavailableException ??
        new UnavailableException("the snapshot can't be stored now: the database can't be reached or written; send it again", error);
}
