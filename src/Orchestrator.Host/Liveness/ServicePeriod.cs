using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;
using Orchestrator.Journal.Locks;
using Orchestrator.Reporting.Agents;

namespace Orchestrator.Host.Liveness;

/// <summary>
/// Where several processes serve agents, finds out since when one of them has without a break: the time for which silent agents are
/// not excused. One process after the other holds a lock; who gets it without having seen another hold it is the first after a
/// time in which nobody served, and journals that. On a journal that is this process's alone it does nothing: there the service
/// begins with the process.
/// </summary>
/// <param name="journal">Has the beginnings.</param>
/// <param name="locks">Say whether others serve.</param>
/// <param name="services">Has the <see cref="LivenessClock"/>, where this process has tables.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of beginnings.</param>
internal sealed partial class ServicePeriod(
    IJournal journal, IClusterLock locks, IServiceProvider services, TimeProvider time, ILogger<ServicePeriod> logger) : BackgroundService
{
    private const string LockName = "service";
    private const int RowsAtOnce = 500;

    // When the holder stops, the others have the lock before one that only starts may take it for free.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartWait = TimeSpan.FromSeconds(6);

    private readonly DateTimeOffset _startedAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
    private bool _isOthersKnown;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!journal.IsShared) return;
        try
        {
            await Task.Delay(StartWait, time, stoppingToken);
            while (true)
            {
                if (await LookAsync(stoppingToken) is { } lease)
                {
                    await using (lease) await HoldAsync(lease, stoppingToken);
                }

                await Task.Delay(AskAgain, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<IClusterLease?> LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await locks.TryAcquireAsync(LockName, stoppingToken) is { } lease) return lease;

            // Somebody else serves. Where that one has only just begun, its row comes in a moment and is found by the next look.
            if ((await FindAsync(stoppingToken)).Last is { } since)
            {
                _isOthersKnown = true;
                Tell(since);
            }
        }
        catch (JournalUnavailableException)
        {
            // Nobody serves without the journal; it is asked again.
        }

        return null;
    }

    private async Task HoldAsync(IClusterLease lease, CancellationToken stoppingToken)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
        try
        {
            while (!_isOthersKnown)
            {
                if (await TryBeginAsync(held.Token)) break;
                await Task.Delay(AskAgain, time, held.Token);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, time, held.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The lock is lost: somebody else may have it.
        }
    }

    private async Task<bool> TryBeginAsync(CancellationToken stoppingToken)
    {
        try
        {
            var began = new ServiceBegan { At = _startedAt };
            JsonText payload = JsonSerializer.SerializeToUtf8Bytes<List<ServiceEvent>>([began], OrchestratorJson.Journal);
            (_, long next) = await FindAsync(stoppingToken);
            await journal.AppendAsync(
                new JournalAppend(ServiceBegan.Grain, next, 1, EventNames.Of(began), payload, "{}", _startedAt), CancellationToken.None);
            _isOthersKnown = true; // the next time it gets the lock, it has served meanwhile
            Tell(_startedAt);
            LogBegan(logger, _startedAt);
            return true;
        }
        catch (JournalException)
        {
            return false;
        }
    }

    private void Tell(DateTimeOffset since) => services.GetService<LivenessClock>()?.ListensSince(since);

    private async Task<(DateTimeOffset? Last, long Next)> FindAsync(CancellationToken stoppingToken)
    {
        DateTimeOffset? last = null;
        long next = 1;
        while (true)
        {
            IReadOnlyList<JournalEntry> rows = await journal.ReadGrainAsync(ServiceBegan.Grain, next, RowsAtOnce, stoppingToken);
            if (rows.Count > 0) (last, next) = (rows[^1].At, rows[^1].Sequence + 1);
            if (rows.Count < RowsAtOnce) return (last, next);
        }
    }

    [LoggerMessage(LogLevel.Information, "This cluster has served agents since {Since}; before that nobody did")]
    private static partial void LogBegan(ILogger logger, DateTimeOffset since);
}
