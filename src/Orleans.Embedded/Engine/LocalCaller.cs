using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Sends requests to grains of this process, for a silo or for a client in the same process.</summary>
internal sealed class LocalCaller : GrainCaller, IDisposable
{
    private readonly GrainCluster _cluster;
    private readonly Silo? _silo;
    private readonly TimeSpan _responseTimeout;
    private readonly bool _cancelsOnTimeout;
    private readonly ResponseDeadlines _deadlines;
    private readonly TimeProvider _time;
    private Func<GrainRequest, Exception>? _closed;
    private ExpiredEdges? _lastExpired;

    /// <summary>Makes the sender of a silo, or of a client if there is no silo.</summary>
    public LocalCaller(
        GrainCluster cluster,
        Silo? silo,
        TimeProvider time,
        MessagingOptions options,
        IEnumerable<IOutgoingGrainCallFilter> filters)
    {
        _cluster = cluster;
        _silo = silo;
        _time = time;
        _responseTimeout = options.ResponseTimeout;
        _cancelsOnTimeout = options.CancelRequestOnTimeout;
        WaitsForCancellation = options.WaitForCancellationAcknowledgement;
        _deadlines = new(
            time, _responseTimeout, OnExpired, cluster.Control is null ? ResponseDeadlines.ShardsForAllProcessors : 1);
        OutgoingFilters = [.. filters];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IOutgoingGrainCallFilter> OutgoingFilters { get; }

    /// <inheritdoc/>
    public override GrainType TypeOf(GrainInterface grainInterface, string? classNamePrefix) =>
        GrainClasses.Find(grainInterface.Type, classNamePrefix).GrainType;

    /// <inheritdoc/>
    public override bool WaitsForCancellation { get; }

    /// <inheritdoc/>
    public override void Cancel(GrainRequest request) => request.Executor?.Abandon(request, tellCallee: true);

    /// <summary>Brings a request on its way that a remote client sent.</summary>
    public void Accept(GrainRequest request)
    {
        request.Caller = this;
        Route(request, request.ResponseTimeout, target: null);
    }

    /// <summary>Fails all requests without a response, and those to come.</summary>
    public void Close(Func<GrainRequest, Exception> reason)
    {
        _closed = reason;
        _deadlines.FailAll(reason);
    }

    /// <inheritdoc/>
    public void Dispose() => _deadlines.Dispose();

    /// <inheritdoc/>
    protected override void Dispatch(GrainReference target, GrainRequest request) =>
        Route(request, request.Method.ResponseTimeout ?? _responseTimeout, target);

    private void Route(GrainRequest request, TimeSpan timeout, GrainReference? target)
    {
        if (_closed is { } reason)
        {
            request.TryFail(reason(request));
            return;
        }

        if (!request.IsOneWay) _deadlines.Add(request, timeout);
        _cluster.Route(request, _silo, target);
        if (request.IsOneWay) request.TryRespond(Serialization.Invocation.Response.Completed);
    }

    // The calls of a circle expire together; those that did first still tell the others why.
    private IEnumerable<(GrainId From, GrainId To)> Waiting()
    {
        var edges = WaitingCircle.EdgesOf(_deadlines.Outstanding());
        return Volatile.Read(ref _lastExpired) is { } last && _time.GetElapsedTime(last.At) < TimeSpan.FromSeconds(2)
            ? edges.Concat(last.Edges)
            : edges;
    }

    private void OnExpired(IReadOnlyList<GrainRequest> expired)
    {
        Volatile.Write(ref _lastExpired, new(_time.GetTimestamp(), [.. WaitingCircle.EdgesOf(expired)]));
        var circle = new WaitingCircle(_cluster.Silos.SelectMany(one => one.Caller.Waiting()));
        foreach (var request in expired)
        {
            var text = $"Response did not arrive on time in {request.ResponseTimeout} for message: {request}.";
            if (circle.ReachableFrom(request.TargetId) is { } grains)
            {
                text += $" Deadlock: {string.Join(" -> ", grains)} wait for each other. Let one of their methods "
                    + "interleave, or allow call chain reentrancy.";
            }

            request.TryFail(new TimeoutException(text));
            request.Executor?.Abandon(request, _cancelsOnTimeout);
        }
    }

    private sealed record ExpiredEdges(long At, (GrainId From, GrainId To)[] Edges);
}
