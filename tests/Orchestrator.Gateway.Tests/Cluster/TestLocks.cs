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

    private sealed class Lease : IClusterLease
    {
        private readonly TestLocks _locks;
        private readonly string _name;
        private readonly CancellationTokenSource _lost;
        private readonly CancellationToken _token;

        public Lease(TestLocks locks, string name)
        {
            (_locks, _name, _lost) = (locks, name, new());
            _token = _lost.Token;
        }

        // Kept, since it may be asked for when the source is disposed already.
        public CancellationToken Lost => _token;

        public void Lose() => _lost.Cancel();

        public ValueTask DisposeAsync()
        {
            lock (_locks._lock)
            {
                if (_locks._held.TryGetValue(_name, out Lease? holder) && holder == this) _locks._held.Remove(_name);
            }

            _lost.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
