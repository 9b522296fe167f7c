using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Journal;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Host.Sweeps;

/// <summary>
/// Repairs hand-offs that a crash cut short: finds conversations with messages that did not reach a mailbox, and has
/// them handed over. Wakes mailboxes that sleep on messages whose time or last lease is over.
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
    ILogger<DispatchSweep> logger) : Sweep(journal, progress, time, logger)
{
    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    protected override async Task SweepAsync(bool isFirst, CancellationToken stoppingToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset olderThan = isFirst ? now : now - Interval; // what is younger is still on its way
        await ForEachAsync(
            () => queries.ListUndispatchedAsync(olderThan, MaxGrains, stoppingToken),
            count => LogFound(_logger, count),
            id => grains.GetGrain<IConversationGrain>(id.Value).Dispatch(),
            (error, id) => LogNotDispatched(_logger, error, id.Value),
            stoppingToken);
        await ForEachAsync(
            () => queries.ListOverdueAsync(_time.GetUtcNow(), MaxGrains, stoppingToken),
            count => LogOverdue(_logger, count),
            id => grains.GetGrain<IMailboxGrain>(id.Value).Tend(),
            (error, id) => LogNotTended(_logger, error, id.Value),
            stoppingToken);
    }

    [LoggerMessage(LogLevel.Information, "{Conversations} conversations have messages that did not reach a mailbox; handing them over")]
    private static partial void LogFound(ILogger logger, int conversations);

    [LoggerMessage(LogLevel.Warning, "Conversation {Conversation}: its messages were not handed over; trying again in a minute")]
    private static partial void LogNotDispatched(ILogger logger, Exception error, string conversation);

    [LoggerMessage(LogLevel.Information, "{Mailboxes} mailboxes have messages whose time or last lease is over")]
    private static partial void LogOverdue(ILogger logger, int mailboxes);

    [LoggerMessage(LogLevel.Warning, "Mailbox {Agent}: its messages were not ended; trying again in a minute")]
    private static partial void LogNotTended(ILogger logger, Exception error, string agent);
}
