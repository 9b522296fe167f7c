using Orchestrator.Contracts.Budgets;
using Orchestrator.Journal;
using Orchestrator.Journal.Locks;
using Orchestrator.Reporting.Budgets;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Host.Sweeps;

/// <summary>Wakes budgets whose last news a crash kept from others: reports that a session's budget does not count yet, a stop that a task's board does not know.</summary>
/// <param name="journal">Says what was on disk at the start.</param>
/// <param name="progress">Says when the tables have it.</param>
/// <param name="budgets">Finds them.</param>
/// <param name="locks">Let one process of the cluster sweep.</param>
/// <param name="grains">Reaches them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was told and what was not.</param>
internal sealed partial class BudgetSweep(
    IJournal journal,
    ProjectionProgress progress,
    BudgetQueries budgets,
    IClusterLock locks,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<BudgetSweep> logger) : Sweep(journal, progress, locks, time, logger)
{
    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    protected override Task SweepAsync(bool isFirst, CancellationToken stoppingToken)
    {
        TimeSpan grace = isFirst ? TimeSpan.Zero : Interval; // what is younger is still on its way
        return ForEachAsync(
            () => budgets.ListUnsettledAsync(_time.GetUtcNow(), grace, MaxGrains, stoppingToken),
            count => LogUnsettled(_logger, count),
            scope => grains.GetGrain<IBudgetGrain>(scope.Key).Settle(),
            (error, scope) => LogNotSettled(_logger, error, scope.Value),
            stoppingToken);
    }

    [LoggerMessage(LogLevel.Information, "{Budgets} budgets have news that others may not know; telling them")]
    private static partial void LogUnsettled(ILogger logger, int budgets);

    [LoggerMessage(LogLevel.Warning, "Budget of {Scope}: others were not told; trying again in a minute")]
    private static partial void LogNotSettled(ILogger logger, Exception error, string scope);
}
