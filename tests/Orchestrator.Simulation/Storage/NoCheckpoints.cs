using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Simulation.Storage;

/// <summary>Snapshots of sessions are files and are not simulated.</summary>
internal sealed class NoCheckpoints : ICheckpointStore
{
    public long MaxBytes => 0;

    public bool Encrypts => false;

    public int? RetentionDays => null;

    public ISnapshotWriter Begin() => throw Unsupported();

    public ValueTask<Stream> OpenAsync(CheckpointBlob blob, CancellationToken cancellationToken) => throw Unsupported();

    public Task VerifyAsync(CheckpointBlob blob, CancellationToken cancellationToken) => throw Unsupported();

    public Task<int> DeleteUnneededAsync(IReadOnlySet<string> needed, CancellationToken cancellationToken) => throw Unsupported();

    private static NotSupportedException Unsupported() => new("checkpoints are not simulated");
}
