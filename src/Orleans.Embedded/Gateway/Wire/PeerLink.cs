using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>Sends calls over the connection there is, or keeps them until there is one.</summary>
internal sealed class PeerLink(int maxKept)
{
    private readonly Lock _gate = new();
    private readonly List<GrainRequest> _kept = [];
    private WirePeer? _peer;
    private Func<GrainRequest, Exception>? _closed;

    /// <summary>Whether there is a connection.</summary>
    public bool IsConnected => Volatile.Read(ref _peer) is not null;

    /// <summary>Sends a call now or later.</summary>
    public void Send(GrainRequest request)
    {
        WirePeer? peer;
        Func<GrainRequest, Exception>? closed;
        lock (_gate)
        {
            (peer, closed) = (_peer, _closed);
            if (peer is null && closed is null)
            {
                _kept.RemoveAll(one => one.IsAbandoned());
                if (_kept.Count < maxKept)
                {
                    _kept.Add(request);
                    return;
                }
            }
        }

        if (peer is not null)
            peer.Send(request);
        else
            request.TryFail(closed?.Invoke(request) ?? new GatewayTooBusyException(
                $"{maxKept} calls wait for a connection already; message: {request}."));
    }

    /// <summary>Nobody waits for a call any more.</summary>
    public void Abandon(GrainRequest request, bool tellCallee) =>
        Volatile.Read(ref _peer)?.Abandon(request, tellCallee);

    /// <summary>Uses a connection, first for the calls that were kept.</summary>
    public void Attach(WirePeer peer)
    {
        GrainRequest[] kept;
        lock (_gate)
        {
            _peer = peer;
            kept = [.. _kept];
            _kept.Clear();
        }

        foreach (var request in kept.Where(one => !one.IsAbandoned())) peer.Send(request);
    }

    /// <summary>Uses a connection no longer.</summary>
    public void Detach(WirePeer peer)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_peer, peer)) _peer = null;
        }
    }

    /// <summary>Fails the calls kept, and those to come.</summary>
    public void Close(Func<GrainRequest, Exception> reason)
    {
        GrainRequest[] kept;
        lock (_gate)
        {
            _closed = reason;
            _peer = null;
            kept = [.. _kept];
            _kept.Clear();
        }

        foreach (var request in kept) request.TryFail(reason(request));
    }
}
