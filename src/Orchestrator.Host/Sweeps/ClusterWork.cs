using Orchestrator.Journal;
using Orchestrator.Journal.Locks;

namespace Orchestrator.Host.Sweeps;

/// <summary>Background work that one process does for the whole cluster.</summary>
internal static partial class ClusterWork
{
    // A holder's death is known to the others within these and what the lock's store takes to see it.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Does work while this process holds a lock: waits for the lock, begins, and where the lock is lost, ends the work at once
    /// and waits again. Moments may pass in which two processes are at it, so the work must be safe to do twice.
    /// </summary>
    /// <param name="locks">The locks.</param>
    /// <param name="name">The lock's name.</param>
    /// <param name="work">The work; its token ends with the lock.</param>
    /// <param name="time">Paces the attempts.</param>
    /// <param name="logger">Hears of a lock that was lost or can't be asked for.</param>
    /// <param name="stoppingToken">Ends it all.</param>
    /// <returns>When the work ended by itself; it is not begun again.</returns>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public static async Task HoldAsync(
        this IClusterLock locks, string name, Func<CancellationToken, Task> work, TimeProvider time, ILogger logger, CancellationToken stoppingToken)
    {
        while (true)
        {
            await using IClusterLease lease = await AcquireAsync(locks, name, time, logger, stoppingToken);
            using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
            try
            {
                await work(held.Token);
                if (!held.IsCancellationRequested) return;
            }
            catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
            {
                // Told below.
            }

            stoppingToken.ThrowIfCancellationRequested();
            LogLost(logger, name);
        }
    }

    private static async Task<IClusterLease> AcquireAsync(
        IClusterLock locks, string name, TimeProvider time, ILogger logger, CancellationToken stoppingToken)
    {
        bool isLogged = false;
        while (true)
        {
            try
            {
                if (await locks.TryAcquireAsync(name, stoppingToken) is { } lease) return lease;
            }
            catch (JournalUnavailableException error)
            {
                if (!isLogged) LogNotAsked(logger, error, name, AskAgain);
                isLogged = true;
            }

            await Task.Delay(AskAgain, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lock {Lock} was lost; what this process did for the cluster under it is another's until it has the lock again")]
    private static partial void LogLost(ILogger logger, string @lock);

    [LoggerMessage(LogLevel.Warning, "The lock {Lock} can't be asked for now; trying every {Delay}")]
    private static partial void LogNotAsked(ILogger logger, Exception error, string @lock, TimeSpan delay);
}
