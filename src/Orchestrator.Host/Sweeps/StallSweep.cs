using Orchestrator.Contracts.Agents;
using Orchestrator.Journal;
using Orchestrator.Journal.Locks;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Host.Sweeps;

/// <summary>
/// Tells agents' grains that they are stalled, and that they are not any more: what an agent does with messages stands in the
/// tables only. A grain makes one event of a stall, however often it is told.
/// </summary>
/// <param name="journal">Says what is on disk.</param>
/// <param name="progress">Says when the tables have it.</param>
/// <param name="queries">Finds the agents. They know since when the host listens because they are made with this.</param>
/// <param name="locks">Let one process of the cluster sweep.</param>
/// <param name="grains">Reaches them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was not noted.</param>
internal sealed partial class StallSweep(
    IJournal journal,
    ProjectionProgress progress,
    StallQueries queries,
    IClusterLock locks,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<StallSweep> logger) : Sweep(journal, progress, locks, time, logger)
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    protected override async Task SweepAsync(bool isFirst, CancellationToken stoppingToken)
    {
        // While the tables lag, nobody seems to make progress.
        if (await LagAsync(stoppingToken) is { } reason)
        {
            LogLagging(_logger, reason);
            return;
        }

        await ForEachAsync(
            () => queries.ListStalledAsync(MaxGrains, stoppingToken),
            _ => { }, // each is logged where it is noted
            stall => Agent(stall.AgentId.Value).MarkStalled(stall),
            (error, stall) => LogNotMarked(_logger, error, stall.AgentId.Value),
            stoppingToken);
        await ForEachAsync(
            () => queries.ListResumedAsync(MaxGrains, stoppingToken),
            _ => { },
            agent => Agent(agent.Id.Value).MarkResumed(agent.Epoch),
            (error, agent) => LogNotMarked(_logger, error, agent.Id.Value),
            stoppingToken);
    }

    private IAgentGrain Agent(string id) => grains.GetGrain<IAgentGrain>(id);

    [LoggerMessage(LogLevel.Warning, "Stalled agents can't be looked for now, trying again in a minute: {Reason}")]
    private static partial void LogLagging(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "Agent {Agent}: that it is stalled, or not any more, was not noted; trying again in a minute")]
    private static partial void LogNotMarked(ILogger logger, Exception error, string agent);
}
