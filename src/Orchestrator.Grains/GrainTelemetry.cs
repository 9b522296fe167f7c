using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orchestrator.Grains;

/// <summary>The spans and numbers of this room.</summary>
public static class GrainTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Orchestrator.Grains";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Source { get; } = new(Name);

    internal static Counter<long> Committed { get; } =
        Meter.CreateCounter<long>("orchestrator.grains.events.committed", "{event}", "Events that grains committed.");

    internal static Counter<long> Replayed { get; } =
        Meter.CreateCounter<long>("orchestrator.grains.events.replayed", "{event}", "Events replayed at activations.");

    internal static Counter<long> Snapshots { get; } =
        Meter.CreateCounter<long>("orchestrator.grains.snapshots", "{snapshot}", "Snapshots taken.");

    internal static Counter<long> Delivered { get; } =
        Meter.CreateCounter<long>("orchestrator.grains.messages.delivered", "{message}", "Messages handed to mailboxes.");

    internal static Histogram<double> DeliveryTime { get; } = Meter.CreateHistogram<double>(
        "orchestrator.grains.messages.delivery.duration", "s", "From sent to acknowledged.");
}
