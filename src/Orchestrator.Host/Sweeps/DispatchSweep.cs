using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Journal;
using Orchestrator.Journal.Locks;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Tasks;

namespace Orchestrator.Host.Sweeps;

/// <summary>
/// Repairs hand-offs that a crash cut short: finds conversations with messages that did not reach a mailbox, and has
/// them handed over; agents of whose registration or death others were not told; sessions that died with something
/// held in them; mailboxes that sleep on what the clock has ended or begun; task boards that sleep on leases that ran out.
/// </summary>
/// <param name="journal">Says what was on disk at the start.</param>
/// <param name="progress">Says when the tables have it.</param>
/// <param name="queries">Finds the conversations, agents and mailboxes.</param>
/// <param name="tasks">Finds the boards.</param>
/// <param name="locks">Let one process of the cluster sweep.</param>
/// <param name="grains">Reaches them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was repaired and what was not.</param>
internal sealed partial class DispatchSweep(
    IJournal journal,
    ProjectionProgress progress,
    DispatchQueries queries,
    TaskQueries tasks,
    IClusterLock locks,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<DispatchSweep> logger) : Sweep(journal, progress, locks, time, logger)
{
    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    protected override async Task SweepAsync(bool isFirst, CancellationToken stoppingToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan grace = isFirst ? TimeSpan.Zero : Interval; // what is younger is still on its way
        await ForEachAsync(
            () => queries.ListUndispatchedAsync(now, grace, MaxGrains, stoppingToken),
            count => LogFound(_logger, count),
            id => grains.GetGrain<IConversationGrain>(id.Value).Dispatch(),
            (error, id) => LogNotDispatched(_logger, error, id.Value),
            stoppingToken);
        await ForEachAsync(
            () => queries.ListUnsettledAsync(now, grace, MaxGrains, stoppingToken),
            count => LogUnsettled(_logger, count),
            id => grains.GetGrain<IAgentGrain>(id.Value).Settle(),
            (error, id) => LogNotSettled(_logger, error, id.Value),
            stoppingToken);
        await ForEachAsync(
            () => queries.ListUnsettledSessionsAsync(now, grace, MaxGrains, stoppingToken),
            count => LogUnsettledSessions(_logger, count),
            id => grains.GetGrain<ISessionGrain>(id.Value).Settle(),
            (error, id) => LogSessionNotSettled(_logger, error, id.Value),
            stoppingToken);
        await ForEachAsync(
            () => queries.ListOverdueAsync(_time.GetUtcNow(), isFirst, MaxGrains, stoppingToken),
            count => LogOverdue(_logger, count),
            id => grains.GetGrain<IMailboxGrain>(id.Value).Tend(),
            (error, id) => LogNotTended(_logger, error, id.Value),
            stoppingToken);
        await ForEachAsync(
            () => tasks.ListOverdueBoardsAsync(_time.GetUtcNow(), MaxGrains, stoppingToken),
            count => LogOverdueBoards(_logger, count),
            id => grains.GetGrain<ITaskBoardGrain>(id.Value).Tend(),
            (error, id) => LogNotTended(_logger, error, id.Value),
            stoppingToken);
    }

    [LoggerMessage(LogLevel.Information, "{Conversations} conversations have messages that did not reach a mailbox; handing them over")]
    private static partial void LogFound(ILogger logger, int conversations);

    [LoggerMessage(LogLevel.Warning, "Conversation {Conversation}: its messages were not handed over; trying again in a minute")]
    private static partial void LogNotDispatched(ILogger logger, Exception error, string conversation);

    [LoggerMessage(LogLevel.Information, "{Agents} agents changed and their mailboxes or groups may not know; telling them")]
    private static partial void LogUnsettled(ILogger logger, int agents);

    [LoggerMessage(LogLevel.Warning, "Agent {Agent}: its mailbox and groups were not told; trying again in a minute")]
    private static partial void LogNotSettled(ILogger logger, Exception error, string agent);

    [LoggerMessage(LogLevel.Information, "{Sessions} sessions died and what was held in them may not be given back; doing it")]
    private static partial void LogUnsettledSessions(ILogger logger, int sessions);

    [LoggerMessage(LogLevel.Warning, "Session {Session}: what was held in it was not given back; trying again in a minute")]
    private static partial void LogSessionNotSettled(ILogger logger, Exception error, string session);

    [LoggerMessage(LogLevel.Information, "{Mailboxes} mailboxes have to act on the clock: ends, deadlines, messages to bring")]
    private static partial void LogOverdue(ILogger logger, int mailboxes);

    [LoggerMessage(LogLevel.Information, "{Boards} task boards have leases that ran out")]
    private static partial void LogOverdueBoards(ILogger logger, int boards);

    [LoggerMessage(LogLevel.Warning, "{Grain}: what the clock demands was not done; trying again in a minute")]
    private static partial void LogNotTended(ILogger logger, Exception error, string grain);
}
