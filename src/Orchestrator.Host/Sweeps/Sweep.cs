using Orchestrator.Contracts.Errors;
using Orchestrator.Journal;
using Orchestrator.Journal.Locks;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Host.Sweeps;

/// <summary>
/// Finds in the tables what grains can't see for themselves, and tells them: once the tables have what was on disk at the
/// start, and every minute. One grain that fails keeps no other from its turn; what was not done is found again by the next
/// sweep. Of all processes on the journal one sweeps: who holds the lock named after the sweep. When it dies, another takes over.
/// </summary>
/// <param name="journal">Says what was on disk at the start.</param>
/// <param name="progress">Says when the tables have it.</param>
/// <param name="locks">Let one process of the cluster sweep.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was not done.</param>
internal abstract partial class Sweep(
    IJournal journal, ProjectionProgress progress, IClusterLock locks, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>How many grains one sweep is for at most.</summary>
    protected const int MaxGrains = 10_000;

    private const int AtOnce = 16;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>The time between two sweeps.</summary>
    protected static TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await locks.HoldAsync($"sweep/{GetType().Name}", RunAsync, time, logger, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    // Who takes over from one that died does what that one had begun: at its start nobody is thought to be at it.
    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (await LagAsync(stoppingToken) is { } reason) LogWaiting(logger, GetType().Name, reason);
        await SweepAsync(isFirst: true, stoppingToken);
        using PeriodicTimer timer = new(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepAsync(isFirst: false, stoppingToken);
    }

    /// <summary>One sweep: calls <see cref="ForEachAsync"/> for each kind of thing to be done.</summary>
    /// <param name="isFirst">Whether it is the one at the start, before which nobody was served.</param>
    /// <param name="stoppingToken">Ends it.</param>
    protected abstract Task SweepAsync(bool isFirst, CancellationToken stoppingToken);

    /// <summary>Waits until the tables have what is on disk now, whichever process wrote it, a minute at most.</summary>
    /// <param name="stoppingToken">Ends it.</param>
    /// <returns>Null when they have it; else why not.</returns>
    protected async Task<string?> LagAsync(CancellationToken stoppingToken)
    {
        try
        {
            await progress.WaitForAsync(await journal.GetCurrentPositionAsync(stoppingToken), Interval, stoppingToken);
            return null;
        }
        catch (UnavailableException error)
        {
            return error.Message;
        }
        catch (JournalUnavailableException error)
        {
            await Task.Delay(RetryDelay, time, stoppingToken);
            return error.Message;
        }
    }

    /// <summary>Finds things and does something with each, several at once.</summary>
    /// <param name="find">Asks the tables.</param>
    /// <param name="found">Told how many there are, when there are any.</param>
    /// <param name="act">Tells a grain.</param>
    /// <param name="failed">Told of each that failed.</param>
    /// <param name="stoppingToken">Ends it.</param>
    protected async Task ForEachAsync<T>(
        Func<Task<IReadOnlyList<T>>> find,
        Action<int> found,
        Func<T, Task> act,
        Action<Exception, T> failed,
        CancellationToken stoppingToken)
    {
        try
        {
            IReadOnlyList<T> things = await find();
            if (things.Count == 0) return;
            found(things.Count);
            await Parallel.ForEachAsync(
                things,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                async (thing, _) =>
                {
                    try
                    {
                        await act(thing);
                    }
                    catch (Exception error)
                    {
                        failed(error, thing);
                    }
                });
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(logger, error, GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Sweep} waits for what was on disk at the start: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string sweep, string reason);

    [LoggerMessage(LogLevel.Warning, "{Sweep} failed; it runs again in a minute")]
    private static partial void LogFailed(ILogger logger, Exception error, string sweep);
}
