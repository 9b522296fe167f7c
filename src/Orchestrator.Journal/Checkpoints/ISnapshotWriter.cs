using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>Takes one snapshot, piece by piece. Not thread-safe.</summary>
public interface ISnapshotWriter : IAsyncDisposable
{
    /// <summary>Takes the next piece.</summary>
    /// <param name="piece">Of the snapshot's JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Contracts.Errors.UnavailableException">It can't be written now.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken);

    /// <summary>Ends the snapshot. It is not stored yet.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Where it will be.</returns>
    /// <exception cref="Contracts.Errors.UnavailableException">It can't be written now.</exception>
    ValueTask<CheckpointBlob> FinishAsync(CancellationToken cancellationToken);

    /// <summary>Stores it and returns when it is on disk.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Where it is; what is stored of an equal one may have another size.</returns>
    /// <exception cref="Contracts.Errors.UnavailableException">It can't be written now.</exception>
    ValueTask<CheckpointBlob> StoreAsync(CancellationToken cancellationToken);
}
