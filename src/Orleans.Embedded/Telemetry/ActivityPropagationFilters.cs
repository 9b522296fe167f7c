using System.Diagnostics;

namespace Orleans.Runtime;

/// <summary>Makes a span for every call sent and puts its context into the <see cref="RequestContext"/>.</summary>
internal sealed class ActivityPropagationOutgoingFilter : IOutgoingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        var activity = CallActivity.SourceFor(context.Request)
            .StartActivity(context.Request.GetActivityName(), ActivityKind.Client);
        if (activity is null) return context.Invoke();

        DistributedContextPropagator.Current.Inject(
            activity, carrier: null, static (_, key, value) => RequestContext.Set(key, value));
        return CallActivity.Run(context, activity);
    }
}

/// <summary>Makes a span for every call received, under the one that the <see cref="RequestContext"/> carries.</summary>
internal sealed class ActivityPropagationIncomingFilter : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        var source = CallActivity.SourceFor(context.Request);
        if (!source.HasListeners()) return context.Invoke();

        DistributedContextPropagator.Current.ExtractTraceIdAndState(
            carrier: null, GetValue, out var traceParent, out var traceState);
        _ = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        var activity = source.CreateActivity(context.Request.GetActivityName(), ActivityKind.Server, parent);
        if (activity is null) return context.Invoke();

        foreach (var (key, value) in DistributedContextPropagator.Current.ExtractBaggage(carrier: null, GetValue) ?? [])
            activity.AddBaggage(key, value);
        activity.Start();
        return CallActivity.Run(context, activity);
    }

    private static void GetValue(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        values = null;
        value = RequestContext.Get(name) as string;
    }
}
