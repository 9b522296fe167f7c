namespace Orleans.Runtime;

/// <summary>Sends requests to grains of this process, for a silo or for a client in the same process.</summary>
internal sealed class LocalCaller : GrainCaller, IDisposable
{
    private readonly GrainCluster _cluster;
    private readonly Silo? _silo;
    private readonly TimeSpan _responseTimeout;
    private readonly ResponseDeadlines _deadlines;
    private Func<GrainRequest, Exception>? _closed;

    /// <summary>Makes the sender of a silo, or of a client if there is no silo.</summary>
    public LocalCaller(
        GrainCluster cluster,
        Silo? silo,
        TimeProvider time,
        TimeSpan responseTimeout,
        IEnumerable<IOutgoingGrainCallFilter> filters)
    {
        _cluster = cluster;
        _silo = silo;
        _responseTimeout = responseTimeout;
        _deadlines = new(time, responseTimeout, OnExpired);
        OutgoingFilters = [.. filters];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IOutgoingGrainCallFilter> OutgoingFilters { get; }

    /// <inheritdoc/>
    public override bool HasOutgoingFilters => OutgoingFilters.Count > 0;

    /// <inheritdoc/>
    public override GrainType TypeOf(GrainInterface grainInterface, string? classNamePrefix) =>
        GrainClasses.Find(grainInterface.Type, classNamePrefix).GrainType;

    /// <inheritdoc/>
    public override void Cancel(GrainRequest request) => request.Executor?.Cancel(request);

    /// <summary>Fails all requests without a response, and those to come.</summary>
    public void Close(Func<GrainRequest, Exception> reason)
    {
        _closed = reason;
        _deadlines.FailAll(reason);
    }

    /// <inheritdoc/>
    public void Dispose() => _deadlines.Dispose();

    /// <inheritdoc/>
    protected override void Dispatch(GrainReference target, GrainRequest request)
    {
        if (_closed is { } reason)
        {
            request.TryFail(reason(request));
            return;
        }

        if (!request.IsOneWay) _deadlines.Add(request, request.Method.ResponseTimeout ?? _responseTimeout);
        _cluster.Route(request, _silo, target);
        if (request.IsOneWay) request.TryRespond(Serialization.Invocation.Response.Completed);
    }

    private static void OnExpired(GrainRequest request) => request.TryFail(new TimeoutException(
        $"Response did not arrive on time in {request.ResponseTimeout} for message: {request}."));
}
