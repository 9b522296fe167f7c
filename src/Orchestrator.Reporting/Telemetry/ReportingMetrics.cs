using System.Diagnostics.Metrics;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Reporting.Telemetry;

/// <summary>The instruments of one projection.</summary>
internal sealed class ReportingMetrics
{
    private readonly Counter<long> _events;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _batchDuration;
    private readonly Histogram<int> _batchSize;
    private readonly TimeProvider _timeProvider;
    private long _lastAtMilliseconds;

    public ReportingMetrics(IMeterFactory meters, ProjectionProgress progress, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        Meter meter = meters.Create(new MeterOptions(ReportingTelemetry.Name));
        _events = meter.CreateCounter<long>("orchestrator.reporting.events.applied", "{event}", "Events applied to the tables.");
        _failures = meter.CreateCounter<long>("orchestrator.reporting.failures", "{batch}", "Batches that failed.");
        _batchDuration = meter.CreateHistogram<double>(
            "orchestrator.reporting.batch.duration", "s", "From a batch's begin until it is there to see.");
        _batchSize = meter.CreateHistogram<int>("orchestrator.reporting.batch.size", "{row}", "Journal rows of one transaction.");
        meter.CreateObservableGauge(
            "orchestrator.reporting.position", () => progress.Position, "{row}", "The journal position the tables are at.");
        meter.CreateObservableGauge(
            "orchestrator.reporting.lag.rows", () => progress.Status.Lag, "{row}", "Journal rows not in the tables yet.");
        meter.CreateObservableGauge(
            "orchestrator.reporting.lag", () => LagSeconds(progress), "s",
            "How old the last applied row is while there are others to apply, else 0.");
    }

    public void Applied(int rows, long events, DateTimeOffset lastAt, TimeSpan duration)
    {
        Interlocked.Exchange(ref _lastAtMilliseconds, lastAt.ToUnixTimeMilliseconds());
        _events.Add(events);
        _batchSize.Record(rows);
        _batchDuration.Record(duration.TotalSeconds);
    }

    public void Failed() => _failures.Add(1);

    private double LagSeconds(ProjectionProgress progress)
    {
        long lastAt = Interlocked.Read(ref _lastAtMilliseconds);
        if (lastAt == 0 || progress.Status.Lag == 0) return 0;
        return Math.Max(0, (_timeProvider.GetUtcNow().ToUnixTimeMilliseconds() - lastAt) / 1000.0);
    }
}
