using Orchestrator.Journal.Locks;

namespace Orchestrator.Gateway.Tests.Cluster;

/// <summary>The locks of several processes that are all in this one, and may lose them.</summary>
internal sealed class TestLocks : IClusterLock
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lease> _held = new(StringComparer.Ordinal);

    public ValueTask<IClusterLease?> TryAcquireAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_held.ContainsKey(name)) return new((IClusterLease?)null);
            var lease = new Lease(this, name);
            _held[name] = lease;
            return new(lease);
        }
    }

    /// <summary>Breaks a lock, as when its connection breaks; somebody else may take it.</summary>
    public void Lose(string name)
    {
        Lease? lease;
        lock (_lock) _held.Remove(name, out lease);
        lease?.Lose();
    }

    private sealed class Lease(TestLocks locks, string name) : IClusterLease
    {
        private readonly CancellationTokenSource _lost = new();

        public CancellationToken Lost => _lost.Token;

        public void Lose() => _lost.Cancel();

        public ValueTask DisposeAsync()
        {
            lock (locks._lock)
            {
                if (locks._held.TryGetValue(name, out Lease? holder) && holder == this) locks._held.Remove(name);
            }

            return ValueTask.CompletedTask;
        }
    }
}
