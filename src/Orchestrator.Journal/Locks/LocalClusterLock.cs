using System.Collections.Concurrent;

namespace Orchestrator.Journal.Locks;

/// <summary>The locks of a cluster of one process, which are never lost.</summary>
internal sealed class LocalClusterLock : IClusterLock
{
    private readonly ConcurrentDictionary<string, Lease> _held = new(StringComparer.Ordinal);

    public ValueTask<IClusterLease?> TryAcquireAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        cancellationToken.ThrowIfCancellationRequested();
        Lease lease = new(this, name);
        return ValueTask.FromResult<IClusterLease?>(_held.TryAdd(name, lease) ? lease : null);
    }

    private sealed class Lease(LocalClusterLock locks, string name) : IClusterLease
    {
        public CancellationToken Lost => CancellationToken.None;

        public ValueTask DisposeAsync()
        {
            // Disposing twice must not take it from the next holder.
            locks._held.TryRemove(KeyValuePair.Create(name, this));
            return ValueTask.CompletedTask;
        }
    }
}
