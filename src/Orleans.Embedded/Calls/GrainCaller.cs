namespace Orleans.Runtime;

/// <summary>A runtime that sends requests: a silo's, or a client's.</summary>
internal abstract class GrainCaller
{
    /// <summary>Gets the filters of the requests sent, first one outermost.</summary>
    public abstract IReadOnlyList<IOutgoingGrainCallFilter> OutgoingFilters { get; }

    /// <summary>Whether a filter has something to do with a request.</summary>
    public bool IsFiltered(GrainRequest request)
    {
        for (var i = 0; i < OutgoingFilters.Count; i++)
        {
            if (OutgoingFilters[i] is not ActivityPropagationOutgoingFilter || CallActivity.SourceFor(request).HasListeners()) return true;
        }

        return false;
    }

    /// <summary>Prepares a request and sends it; the response arrives in the request.</summary>
    public void Transmit(GrainReference target, GrainRequest request)
    {
        request.TargetId = target.GrainId;
        request.Caller = this;
        request.Source = RuntimeContext.Current as Activation;
        request.Context = RequestContext.Export();
        if (request.IsCancellable && request.GetCancellationToken() is { CanBeCanceled: true } token)
        {
            token.ThrowIfCancellationRequested();
            request.LinkCancellation(token);
        }

        Dispatch(target, request);
    }

    /// <summary>Returns the type of the grains that an interface refers to.</summary>
    public abstract GrainType TypeOf(GrainInterface grainInterface, string? classNamePrefix);

    /// <summary>Whether a caller that cancels waits for the callee's response.</summary>
    public abstract bool WaitsForCancellation { get; }

    /// <summary>Tells the callee that the caller cancelled.</summary>
    public abstract void Cancel(GrainRequest request);

    /// <summary>Brings a prepared request on its way.</summary>
    protected abstract void Dispatch(GrainReference target, GrainRequest request);
}
