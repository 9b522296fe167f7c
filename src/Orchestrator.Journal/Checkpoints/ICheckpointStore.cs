using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>
/// Keeps the snapshots of checkpoints, compressed, encrypted where there is a key, equal ones once. All members may be
/// called from any thread at the same time.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>
    /// How long what was stored is spared though nobody needs it; between storing a snapshot and its checkpoint's commit there are milliseconds.
    /// </summary>
    static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>The most bytes of a snapshot.</summary>
    long MaxBytes { get; }

    /// <summary>Whether what is stored from now on is encrypted.</summary>
    bool Encrypts { get; }

    /// <summary>How many days checkpoints are kept that say nothing of it; null for until deleted.</summary>
    int? RetentionDays { get; }

    /// <summary>Begins to store a snapshot.</summary>
    /// <returns>Takes the snapshot; disposing it before it is stored leaves nothing.</returns>
    /// <exception cref="Contracts.Errors.UnavailableException">It can't be written now.</exception>
    ISnapshotWriter Begin();

    /// <summary>Opens a stored snapshot.</summary>
    /// <param name="blob">Where it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>
    /// The snapshot's JSON as it was given. Reading to the end fails with a <see cref="Contracts.Errors.ConflictException"/>
    /// (<c>checkpoint-corrupt</c>) where it is not what was stored.
    /// </returns>
    /// <exception cref="Contracts.Errors.ConflictException">It is not there or not readable (<c>checkpoint-corrupt</c>), or its key is not here (<c>checkpoint-key-missing</c>).</exception>
    /// <exception cref="Contracts.Errors.UnavailableException">The disk can't be read now.</exception>
    ValueTask<Stream> OpenAsync(CheckpointBlob blob, CancellationToken cancellationToken);

    /// <summary>Reads a stored snapshot to its end and keeps nothing of it; fails as <see cref="OpenAsync"/> and its stream do.</summary>
    /// <param name="blob">Where it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task VerifyAsync(CheckpointBlob blob, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes what no checkpoint needs, and what writers left that did not end. A snapshot is stored before its checkpoint is committed:
    /// what may be on its way to one is spared for <see cref="Grace"/> of the monotonic clock, as one that is set makes nothing old. Not to
    /// be called twice at the same time.
    /// </summary>
    /// <param name="needed">The names (<see cref="CheckpointBlob.Name"/>) of all that is needed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many were deleted.</returns>
    Task<int> DeleteUnneededAsync(IReadOnlySet<string> needed, CancellationToken cancellationToken);
}
