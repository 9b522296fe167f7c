using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal;
using Orchestrator.Journal.Checkpoints;
using Orchestrator.Journal.Locks;
using Orchestrator.Reporting.Checkpoints;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Host.Sweeps;

/// <summary>Ends checkpoints whose time is over, and deletes stored snapshots that no checkpoint needs any more, or ever did.</summary>
/// <param name="journal">Says what is on disk.</param>
/// <param name="progress">Says when the tables have it.</param>
/// <param name="checkpoints">Finds the checkpoints.</param>
/// <param name="store">Has the snapshots.</param>
/// <param name="locks">Let one process of the cluster sweep.</param>
/// <param name="grains">Reaches the checkpoints.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what was done and what was not.</param>
internal sealed partial class CheckpointSweep(
    IJournal journal,
    ProjectionProgress progress,
    CheckpointQueries checkpoints,
    ICheckpointStore store,
    IClusterLock locks,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<CheckpointSweep> logger) : Sweep(journal, progress, locks, time, logger)
{
    private static readonly TimeSpan BetweenScans = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;
    private long? _scannedAt;

    /// <inheritdoc/>
    protected override async Task SweepAsync(bool isFirst, CancellationToken stoppingToken)
    {
        await ForEachAsync(
            () => checkpoints.ListExpiredAsync(_time.GetUtcNow(), MaxGrains, stoppingToken),
            count => LogExpired(_logger, count),
            id => grains.GetGrain<ICheckpointGrain>(id.Value).Expire(),
            (error, id) => LogNotExpired(_logger, error, id.Value),
            stoppingToken);
        if (_scannedAt is { } before && _time.GetElapsedTime(before) < BetweenScans) return;
        _scannedAt = _time.GetTimestamp();
        await DeleteUnneededAsync(stoppingToken);
    }

    private async Task DeleteUnneededAsync(CancellationToken stoppingToken)
    {
        // A checkpoint that is not in the tables yet needs its snapshot too.
        if (await LagAsync(stoppingToken) is { } reason)
        {
            LogLagging(_logger, reason);
            return;
        }

        try
        {
            int deleted = await store.DeleteUnneededAsync(await checkpoints.ListBlobsAsync(stoppingToken), stoppingToken);
            if (deleted > 0) LogDeleted(_logger, deleted);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OrchestratorException)
        {
            LogNotScanned(_logger, error);
        }
    }

    [LoggerMessage(LogLevel.Information, "The time of {Checkpoints} checkpoints is over")]
    private static partial void LogExpired(ILogger logger, int checkpoints);

    [LoggerMessage(LogLevel.Warning, "Checkpoint {Checkpoint}: that its time is over was not noted; trying again in a minute")]
    private static partial void LogNotExpired(ILogger logger, Exception error, string checkpoint);

    [LoggerMessage(LogLevel.Information, "{Snapshots} stored snapshots that no checkpoint needs were deleted")]
    private static partial void LogDeleted(ILogger logger, int snapshots);

    [LoggerMessage(LogLevel.Warning, "Which stored snapshots are needed can't be told now, trying again in ten minutes: {Reason}")]
    private static partial void LogLagging(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "Stored snapshots that no checkpoint needs were not deleted; trying again in ten minutes")]
    private static partial void LogNotScanned(ILogger logger, Exception error);
}
