using System.Collections.Frozen;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>Sends requests to a silo in another process.</summary>
internal sealed class RemoteCaller : GrainCaller, IDisposable
{
    // Requests that wait for a connection time out; this only guards against calls without a response.
    private const int MaxWaiting = 100_000;

    private readonly PeerLink _link = new(MaxWaiting);
    private readonly MessagingOptions _options;
    private readonly ResponseDeadlines _deadlines;
    private FrozenDictionary<string, GrainType> _types = FrozenDictionary<string, GrainType>.Empty;

    /// <summary>Makes the sender; requests wait until a connection is attached.</summary>
    public RemoteCaller(TimeProvider time, MessagingOptions options, IEnumerable<IOutgoingGrainCallFilter> filters)
    {
        _options = options;
        _deadlines = new(time, options.ResponseTimeout, OnExpired, ResponseDeadlines.ShardsForAllProcessors);
        OutgoingFilters = [.. filters];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IOutgoingGrainCallFilter> OutgoingFilters { get; }

    /// <inheritdoc/>
    public override bool WaitsForCancellation => _options.WaitForCancellationAcknowledgement;

    /// <summary>Gets or sets why there is no connection.</summary>
    public string Trouble { get; set; } = "not connected yet";

    /// <summary>Takes what the gateway says about interfaces and grain types.</summary>
    public void Learn(IEnumerable<KeyValuePair<string, GrainType>> types) =>
        _types = types.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Uses a connection.</summary>
    public void Attach(WirePeer peer) => _link.Attach(peer);

    /// <summary>Uses a connection no longer.</summary>
    public void Detach(WirePeer peer) => _link.Detach(peer);

    /// <inheritdoc/>
    public override GrainType TypeOf(GrainInterface grainInterface, string? classNamePrefix) =>
        _types.TryGetValue(grainInterface.Name, out var type)
            ? type
            : GrainType.Create(GrainNames.OfInterface(grainInterface.Type));

    /// <inheritdoc/>
    public override void Cancel(GrainRequest request) => _link.Abandon(request, tellCallee: true);

    /// <summary>Fails the requests without a response, and those to come.</summary>
    public void Close()
    {
        _link.Close(Stopped);
        _deadlines.FailAll(Stopped);
    }

    /// <inheritdoc/>
    public void Dispose() => _deadlines.Dispose();

    /// <inheritdoc/>
    protected override void Dispatch(GrainReference target, GrainRequest request)
    {
        var timeout = request.Method.ResponseTimeout ?? _options.ResponseTimeout;
        request.ResponseTimeout = timeout;
        if (!request.IsOneWay) _deadlines.Add(request, timeout);
        _link.Send(request);
        if (request.IsOneWay) request.TryRespond(Serialization.Invocation.Response.Completed);
    }

    private static SiloUnavailableException Stopped(GrainRequest request) =>
        new($"The client is stopped; message: {request}.");

    private void OnExpired(IReadOnlyList<GrainRequest> expired)
    {
        foreach (var request in expired)
        {
            var text = $"Response did not arrive on time in {request.ResponseTimeout} for message: {request}.";
            if (!_link.IsConnected) text += $" There is no connection to a gateway: {Trouble}";
            request.TryFail(new TimeoutException(text));
            _link.Abandon(request, _options.CancelRequestOnTimeout);
        }
    }
}
