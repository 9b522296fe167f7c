using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>
/// Keeps the snapshots of checkpoints, compressed, encrypted where there is a key, equal ones once. All members may be
/// called from any thread at the same time.
/// </summary>
public interface ICheckpointStore
{
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

    /// <summary>Lists all that is stored, also what writers left that did not end; nothing that a writer here is at.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Contracts.Errors.UnavailableException">It can't be read now.</exception>
    Task<IReadOnlyList<StoredSnapshot>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Deletes a stored snapshot, unless an equal one was stored since it was listed.</summary>
    /// <param name="snapshot">As <see cref="ListAsync"/> told of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it was deleted; where it was not and could have been, the log says why.</returns>
    Task<bool> DeleteAsync(StoredSnapshot snapshot, CancellationToken cancellationToken);
}
