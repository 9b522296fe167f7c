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

    /// <summary>The W3C trace context of what runs now; null where none is sampled.</summary>
    internal static string? TraceParent =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Starts the span of an activation's reading, in the trace of the call that woke the grain; none without one.</summary>
    internal static Activity? StartReplay()
    {
        if (!Source.HasListeners()) return null;
        if (Activity.Current is not null) return Source.StartActivity("replay");

        // A grain wakes outside its caller's flow; the trace is where the engine put it, beside the call's arguments.
        DistributedContextPropagator.Current.ExtractTraceIdAndState(carrier: null, GetValue, out string? parent, out string? state);
        return ActivityContext.TryParse(parent, state, isRemote: true, out ActivityContext caller)
            ? Source.StartActivity("replay", ActivityKind.Internal, caller)
            : null;
    }

    private static void GetValue(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        values = null;
        value = RequestContext.Get(name) as string;
    }
}
