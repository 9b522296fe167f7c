using System.Diagnostics.Metrics;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal;

/// <summary>The instruments of one journal. Recording costs a few nanoseconds while nobody listens.</summary>
internal sealed class JournalMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _batchSize;

    public JournalMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(new MeterOptions(JournalTelemetry.Name));
        _commits = _meter.CreateCounter<long>("orchestrator.journal.commits", "{commit}", "Transactions committed.");
        _rows = _meter.CreateCounter<long>("orchestrator.journal.rows", "{row}", "Rows committed.");
        _bytes = _meter.CreateCounter<long>("orchestrator.journal.bytes", "By", "Estimated size of the rows committed.");
        _conflicts = _meter.CreateCounter<long>(
            "orchestrator.journal.conflicts", "{change}", "Changes refused by the fence or by an etag.");
        _failures = _meter.CreateCounter<long>("orchestrator.journal.failures", "{commit}", "Transactions that failed.");
        _commitDuration = _meter.CreateHistogram<double>(
            "orchestrator.journal.commit.duration", "s", "From the transaction's begin until it is on disk.");
        _batchSize = _meter.CreateHistogram<int>(
            "orchestrator.journal.commit.size", "{change}", "Callers served by one transaction.");
    }

    public void ObserveQueue(Func<int> length) => _meter.CreateObservableGauge(
        "orchestrator.journal.queue.length", length, "{change}", "Changes waiting for the writer.");

    public void Committed(WriteBatch batch, TimeSpan duration)
    {
        _commits.Add(1);
        _rows.Add(batch.Rows);
        _bytes.Add(batch.Bytes);
        _commitDuration.Record(duration.TotalSeconds);
        _batchSize.Record(batch.Works.Count);
        if (batch.Refused > 0)
            _conflicts.Add(batch.Refused);
    }

    public void Failed() => _failures.Add(1);
}
