namespace Orchestrator.Journal.Locks;

/// <summary>
/// Named locks of which each is held by one process of the cluster at a time, and which end with their process: for
/// background work that one process does for all. All members may be called from any thread at the same time.
/// </summary>
/// <remarks>
/// For moments a lock can be held twice: a process that was paused, or cut off from the server, finds out only when it
/// goes on. So what a lock guards must be safe to do twice; the lock saves work, it doesn't fence writes.
/// </remarks>
public interface IClusterLock
{
    /// <summary>Takes a lock if it is free; doesn't wait for it.</summary>
    /// <param name="name">The lock's name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The lease, to be disposed when the work is done; null when somebody has it, this process included.</returns>
    /// <exception cref="JournalUnavailableException">The store that keeps the locks can't be reached now.</exception>
    ValueTask<IClusterLease?> TryAcquireAsync(string name, CancellationToken cancellationToken);
}
