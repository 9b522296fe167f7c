using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>Writes a snapshot into a file of its own.</summary>
internal sealed class FileSnapshotWriter(FileCheckpointStore store, CheckpointKey? key, FileStream file) : SnapshotWriter(key, file)
{
    /// <summary>The file, which has another name once it is stored.</summary>
    public string Path => file.Name;

    public static UnavailableException Unavailable(Exception error) =>
        new("the snapshot can't be stored now: the disk is full or can't be written; send it again", error);

    protected override async ValueTask<long> FlushAsync(CancellationToken cancellationToken)
    {
        await Task.Run(() => FileSync.Run(file.SafeFileHandle), cancellationToken); // it has no buffer of its own
        return file.Length;
    }

    protected override Task<CheckpointBlob> StoreAsync(CheckpointBlob blob, CancellationToken cancellationToken) =>
        store.StoreAsync(this, blob, cancellationToken);

    protected override async ValueTask DiscardAsync()
    {
        await file.DisposeAsync();
        store.Discard(this);
    }

    protected override bool IsFault(Exception error) => error is IOException or UnauthorizedAccessException;

    protected override Exception Failed(Exception error) => Unavailable(error);
}
