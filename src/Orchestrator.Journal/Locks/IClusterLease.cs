namespace Orchestrator.Journal.Locks;

/// <summary>A lock that this process holds until it disposes this.</summary>
public interface IClusterLease : IAsyncDisposable
{
    /// <summary>Cancelled when the lock is lost before it is given back: stop the work, and try to take it again later.</summary>
    CancellationToken Lost { get; }
}
