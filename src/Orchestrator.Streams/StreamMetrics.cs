using System.Diagnostics.Metrics;

namespace Orchestrator.Streams;

/// <summary>The instruments of the streams.</summary>
public sealed class StreamMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Orchestrator.Streams";

    private readonly UpDownCounter<int> _readers;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _pages;
    private readonly Counter<long> _closed;

    /// <summary>Creates the meter.</summary>
    /// <param name="meters">Makes it.</param>
    public StreamMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(new MeterOptions(Name));
        _readers = meter.CreateUpDownCounter<int>("orchestrator.streams.readers", "{reader}", "Readers that follow the journal.");
        _sent = meter.CreateCounter<long>("orchestrator.streams.events.sent", "{event}", "Events given to readers.");
        _pages = meter.CreateCounter<long>("orchestrator.streams.pages", "{page}", "Pages read from the journal's file for readers that were behind.");
        _closed = meter.CreateCounter<long>("orchestrator.streams.closed", "{reader}", "Readers cut off or ended by the host, by reason.");
    }

    /// <summary>Events were given to a reader.</summary>
    /// <param name="events">How many.</param>
    public void Sent(int events) => _sent.Add(events);

    /// <summary>A reader was ended.</summary>
    /// <param name="code">Why, as it is told.</param>
    public void Closed(string code) => _closed.Add(1, new KeyValuePair<string, object?>("orchestrator.streams.reason", code));

    internal void Readers(int change) => _readers.Add(change);

    internal void Page() => _pages.Add(1);
}
