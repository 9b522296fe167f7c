using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Journal.Tests;

/// <summary>Listens to the meter of one node, not to those of other tests.</summary>
internal sealed class Meters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value)> _values = new();

    /// <summary>Starts listening; before the node's journal is opened.</summary>
    public Meters(IServiceProvider services)
    {
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == JournalTelemetry.Name && instrument.Meter.Scope == factory)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _values.Enqueue((instrument.Name, value)));
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => _values.Enqueue((instrument.Name, value)));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => _values.Enqueue((instrument.Name, value)));
        _listener.Start();
    }

    public double Sum(string name) => _values.Where(value => value.Name == name).Sum(value => value.Value);

    public int Count(string name) => _values.Count(value => value.Name == name);

    /// <summary>Reads a gauge now.</summary>
    public double Read(string name)
    {
        _listener.RecordObservableInstruments();
        return _values.Last(value => value.Name == name).Value;
    }

    public void Dispose() => _listener.Dispose();
}
