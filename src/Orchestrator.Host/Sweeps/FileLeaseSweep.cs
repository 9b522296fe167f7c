using Orchestrator.Contracts.Files;
using Orchestrator.Journal;
using Orchestrator.Journal.Locks;
using Orchestrator.Reporting.Files;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Host.Sweeps;

/// <summary>Wakes projects that sleep on file leases whose time is over, so that their end is journaled and seen.</summary>
/// <param name="journal">Says what was on disk at the start.</param>
/// <param name="progress">Says when the tables have it.</param>
/// <param name="leases">Finds the projects.</param>
/// <param name="locks">Let one process of the cluster sweep.</param>
/// <param name="grains">Reaches them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was ended and what was not.</param>
internal sealed partial class FileLeaseSweep(
    IJournal journal,
    ProjectionProgress progress,
    FileLeaseQueries leases,
    IClusterLock locks,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<FileLeaseSweep> logger) : Sweep(journal, progress, locks, time, logger)
{
    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    protected override Task SweepAsync(bool isFirst, CancellationToken stoppingToken) => ForEachAsync(
        () => leases.ListOverdueProjectsAsync(_time.GetUtcNow(), MaxGrains, stoppingToken),
        count => LogOverdue(_logger, count),
        project => grains.GetGrain<IProjectFilesGrain>(project.Key).Tend(),
        (error, project) => LogNotTended(_logger, error, project.Value),
        stoppingToken);

    [LoggerMessage(LogLevel.Information, "{Projects} projects have file leases that were not renewed in time")]
    private static partial void LogOverdue(ILogger logger, int projects);

    [LoggerMessage(LogLevel.Warning, "Project {Project}: its file leases that are over were not ended; trying again in a minute")]
    private static partial void LogNotTended(ILogger logger, Exception error, string project);
}
