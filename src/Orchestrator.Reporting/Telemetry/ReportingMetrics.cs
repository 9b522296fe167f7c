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

    public ReportingMetrics(IMeterFactory meters, ProjectionProgress progress)
    {
        Meter meter = meters.Create(new MeterOptions(ReportingTelemetry.Name));
        _events = meter.CreateCounter<long>("orchestrator.reporting.events.applied", "{event}", "Events applied to the tables.");
        _failures = meter.CreateCounter<long>("orchestrator.reporting.failures", "{batch}", "Batches that failed.");
        _batchDuration = meter.CreateHistogram<double>(
            "orchestrator.reporting.batch.duration", "s", "From a batch's begin until it is there to see.");
        _batchSize = meter.CreateHistogram<int>("orchestrator.reporting.batch.size", "{row}", "Journal rows of one transaction.");
        meter.CreateObservableGauge(
            "orchestrator.reporting.position", () => progress.Position, "{row}", "The journal position the tables are at.");
        meter.CreateObservableGauge(
            "orchestrator.reporting.lag.rows", () => LagRows(progress), "{row}",
            "Journal rows not in the tables yet; nothing is told where positions have gaps and so do not count rows.");
        meter.CreateObservableGauge(
            "orchestrator.reporting.lag", () => progress.Status.LagTime.TotalSeconds, "s",
            "How old the oldest row is that is not in the tables yet; 0 when all are.");
    }

    public void Applied(int rows, long events, TimeSpan duration)
    {
        _events.Add(events);
        _batchSize.Record(rows);
        _batchDuration.Record(duration.TotalSeconds);
    }

    public void Failed() => _failures.Add(1);

    private static IEnumerable<Measurement<long>> LagRows(ProjectionProgress progress) =>
        progress.Status.Lag is { } rows ? [new(rows)] : [];
}
