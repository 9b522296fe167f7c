using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Errors;
using Orchestrator.Reporting.Telemetry;

namespace Orchestrator.Reporting.Projection;

/// <summary>
/// Follows the journal and keeps the tables, each event exactly once. What may pass is tried again for as long as it
/// takes; a row that can't be applied stops the tables there, visibly. Neither stops the host.
/// </summary>
internal sealed partial class Projector(
    ProjectionFile file,
    ReadAhead journalTail,
    ProjectionPace pace,
    ProjectionProgress progress,
    ReportingMetrics metrics,
    IOptions<ReportingOptions> options,
    TimeProvider timeProvider,
    ILogger<Projector> logger) : BackgroundService
{
    // Within the 10 s that a host has to stop.
    private static readonly TimeSpan LastApplyTime = TimeSpan.FromSeconds(3);

    private ProjectionWriter? _writer;
    private string? _damage;
    private TimeSpan _retryDelay = options.Value.RetryDelay;

    /// <summary>Opens the file, so that queries find tables as soon as the host has started.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _writer = await file.OpenAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotOpened(logger, e);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Applies what is in the journal still, if that is a matter of moments, so that what is left is whole.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            ProjectionStatus status = progress.Status;
            if (status is { State: ProjectionState.Running, IsBehind: true })
                await progress.WaitForAsync(status.LastPosition, LastApplyTime, cancellationToken);
        }
        catch (Exception e) when (e is UnavailableException or OperationCanceledException)
        {
            LogStoppedBehind(logger, progress.Status.Position, progress.Status.LastPosition);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true) await RunUntilFailureAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            progress.Set(ProjectionState.Stopped);
        }
        finally
        {
            _writer?.Dispose();
            file.Sync();
        }
    }

    private async Task RunUntilFailureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FollowAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (BadRowException e)
        {
            LogStalled(logger, e, e.Position, e.Reason);
            progress.Set(ProjectionState.Stalled, e.Message, e.Position);
            await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken);
        }
        catch (Exception e)
        {
            metrics.Failed();
            _writer?.Dispose();
            _writer = null;
            if (Faults.IsDamage(e)) _damage = e.Message;
            LogRetrying(logger, e, _retryDelay);
            progress.Set(ProjectionState.Retrying, e.Message);
            await Task.Delay(_retryDelay, timeProvider, cancellationToken);
            _retryDelay = TimeSpan.FromTicks(Math.Min(_retryDelay.Ticks * 2, options.Value.MaxRetryDelay.Ticks));
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        DiscardDamaged();
        _writer ??= await file.OpenAsync(cancellationToken);
        progress.Reached(_writer.Position);
        LogFollowing(logger, _writer.Position);
        await foreach (RowBatch batch in journalTail.ReadAsync(_writer.Position, cancellationToken))
        {
            if (!file.Exists) throw new FileNotFoundException("The file of the reporting tables was deleted.");
            if (batch.Last is { } last) await ApplyAsync(batch.Rows, last, cancellationToken);
            if (batch.Failure is { } failure) throw failure;
        }
    }

    // Here and not when the damage is noticed: it may fail, and is then tried again like all else.
    private void DiscardDamaged()
    {
        if (_damage is not { } damage) return;
        file.Discard(damage);
        _damage = null;
    }

    private async Task ApplyAsync(IReadOnlyList<JournalRow> rows, RowMark last, CancellationToken cancellationToken)
    {
        try
        {
            RowMark oldest = rows.Count > 0 ? rows[0].Mark : last;
            progress.Next(oldest.Position, oldest.At);
            await pace.RunAsync(oldest.At, () => Commit(rows, last, cancellationToken));
        }
        catch (Exception e) when (!Faults.MayPass(e) && !Faults.IsDamage(e) && e is not OperationCanceledException)
        {
            await ApplyOneByOneAsync(rows, cancellationToken);
            Commit([], last, cancellationToken);
        }
    }

    // Something in the batch can't be applied. What stands before it still can, and then it is known which row it is.
    private async Task ApplyOneByOneAsync(IReadOnlyList<JournalRow> rows, CancellationToken cancellationToken)
    {
        _writer!.Dispose();
        _writer = null;
        _writer = await file.OpenAsync(cancellationToken);
        foreach (JournalRow row in rows)
        {
            try
            {
                if (row.Mark.Position > _writer.Position) Commit([row], row.Mark, cancellationToken);
            }
            catch (Exception e) when (!Faults.MayPass(e) && !Faults.IsDamage(e) && e is not OperationCanceledException)
            {
                _writer.Dispose();
                _writer = null;
                throw new BadRowException(row.Mark.Position, $"{row.Mark.Grain} {row.Type}: {e.Message}", e);
            }
        }
    }

    private void Commit(IReadOnlyList<JournalRow> rows, RowMark last, CancellationToken cancellationToken)
    {
        if (last.Position <= _writer!.Position) return;
        DateTimeOffset start = timeProvider.GetUtcNow();
        long begun = timeProvider.GetTimestamp();
        using Activity? span = ReportingTelemetry.StartBatch(rows, last.Position, start);
        _writer.Apply(rows, last, cancellationToken);
        progress.Reached(last.Position, last.At);
        TimeSpan duration = timeProvider.GetElapsedTime(begun);
        pace.Took(duration);
        metrics.Applied(rows.Count, rows.Sum(row => (long)row.EventCount), duration);
        ReportingTelemetry.Projected(rows, start, start + duration);
        _retryDelay = options.Value.RetryDelay;
    }

    [LoggerMessage(LogLevel.Information, "The reporting tables follow the journal from position {Position}")]
    private static partial void LogFollowing(ILogger logger, long position);

    [LoggerMessage(LogLevel.Information, "The reporting tables stop at position {Position} of the journal, which ends at {Last}; the next start applies the rest")]
    private static partial void LogStoppedBehind(ILogger logger, long position, long last);

    [LoggerMessage(LogLevel.Warning, "The reporting tables could not be opened at start; queries fail until they are")]
    private static partial void LogNotOpened(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "The reporting tables could not be brought up to date; trying again in {Delay}")]
    private static partial void LogRetrying(ILogger logger, Exception error, TimeSpan delay);

    [LoggerMessage(
        LogLevel.Error, "The reporting tables stall before journal row {Position}, which can't be applied: {Reason}")]
    private static partial void LogStalled(ILogger logger, Exception error, long position, string reason);
}
