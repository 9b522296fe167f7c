using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Journal;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Host.Dispatch;

/// <summary>
/// Repairs hand-offs that a crash cut short: finds conversations with messages that did not reach a mailbox, and has
/// them handed over. Wakes mailboxes that sleep on messages whose time or last lease is over. Once the tables have what
/// was on disk at the start, and every minute.
/// </summary>
/// <param name="journal">Says what was on disk at the start.</param>
/// <param name="progress">Says when the tables have it.</param>
/// <param name="queries">Finds the conversations.</param>
/// <param name="grains">Reaches them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was repaired and what was not.</param>
internal sealed partial class DispatchSweep(
    IJournal journal,
    ProjectionProgress progress,
    DispatchQueries queries,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<DispatchSweep> logger) : BackgroundService
{
    private const int MaxGrains = 10_000;
    private const int AtOnce = 16;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CaughtUpAsync(stoppingToken);
            await SweepAsync(time.GetUtcNow(), stoppingToken);
            using PeriodicTimer timer = new(Interval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SweepAsync(time.GetUtcNow() - Interval, stoppingToken); // what is younger is still on its way
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task CaughtUpAsync(CancellationToken stoppingToken)
    {
        long atStart = journal.LastPosition;
        while (true)
        {
            try
            {
                await progress.WaitForAsync(atStart, Interval, stoppingToken);
                return;
            }
            catch (UnavailableException error)
            {
                LogWaiting(logger, error.Message);
            }
        }
    }

    private async Task SweepAsync(DateTimeOffset olderThan, CancellationToken stoppingToken)
    {
        await RepairAsync(
            () => queries.ListUndispatchedAsync(olderThan, MaxGrains, stoppingToken),
            count => LogFound(logger, count),
            id => grains.GetGrain<IConversationGrain>(id.Value).Dispatch(),
            (error, id) => LogNotDispatched(logger, error, id.Value),
            stoppingToken);
        await RepairAsync(
            () => queries.ListOverdueAsync(time.GetUtcNow(), MaxGrains, stoppingToken),
            count => LogOverdue(logger, count),
            id => grains.GetGrain<IMailboxGrain>(id.Value).Tend(),
            (error, id) => LogNotTended(logger, error, id.Value),
            stoppingToken);
    }

    // One that can't be repaired now is left to the next sweep, and keeps no other from its repair.
    private async Task RepairAsync<TId>(
        Func<Task<IReadOnlyList<TId>>> find,
        Action<int> found,
        Func<TId, Task> repair,
        Action<Exception, TId> notRepaired,
        CancellationToken stoppingToken)
    {
        try
        {
            IReadOnlyList<TId> ids = await find();
            if (ids.Count == 0) return;
            found(ids.Count);
            await Parallel.ForEachAsync(
                ids,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                async (id, _) =>
                {
                    try
                    {
                        await repair(id);
                    }
                    catch (Exception error)
                    {
                        notRepaired(error, id);
                    }
                });
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(logger, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The dispatch sweep waits for the tables: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "{Conversations} conversations have messages that did not reach a mailbox; handing them over")]
    private static partial void LogFound(ILogger logger, int conversations);

    [LoggerMessage(LogLevel.Warning, "The dispatch sweep failed; it runs again in a minute")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "Conversation {Conversation}: its messages were not handed over; trying again in a minute")]
    private static partial void LogNotDispatched(ILogger logger, Exception error, string conversation);

    [LoggerMessage(LogLevel.Information, "{Mailboxes} mailboxes have messages whose time or last lease is over")]
    private static partial void LogOverdue(ILogger logger, int mailboxes);

    [LoggerMessage(LogLevel.Warning, "Mailbox {Agent}: its messages were not ended; trying again in a minute")]
    private static partial void LogNotTended(ILogger logger, Exception error, string agent);
}
