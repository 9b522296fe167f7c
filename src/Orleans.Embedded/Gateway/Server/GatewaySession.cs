using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>
/// A remote client. It outlives its connections, so that observers are called again when the client is back.
/// </summary>
internal sealed class GatewaySession : IObserverClient
{
    private readonly Lock _gate = new();
    private readonly GatewayServer _server;
    private readonly PeerLink _link;
    private readonly ITimer _drop;
    private int _connections;
    private bool _dropped;

    /// <summary>Makes a session without a connection.</summary>
    public GatewaySession(GatewayServer server, string clientId, string? principal)
    {
        _server = server;
        _link = new(server.Options.MaxKeptObserverCalls);
        ClientId = clientId;
        Principal = principal;
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _drop = server.Silo.Time.CreateTimer(
                static state => ((GatewaySession)state!).Drop(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public string ClientId { get; }

    /// <summary>Gets who the client is.</summary>
    public string? Principal { get; }

    /// <summary>Notes one more connection; false if the session has ended.</summary>
    public bool TryOpen()
    {
        lock (_gate)
        {
            if (_dropped) return false;
            _connections++;
            _drop.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _server.Silo.Cluster.AddClient(this);
        return true;
    }

    /// <summary>Calls observers over this connection.</summary>
    public void Attach(WirePeer peer) => _link.Attach(peer);

    /// <summary>Calls observers over this connection no longer.</summary>
    public void Detach(WirePeer peer) => _link.Detach(peer);

    /// <summary>Notes one connection less; the session ends if none comes for some time.</summary>
    public void Close(WirePeer peer)
    {
        _link.Detach(peer);
        lock (_gate)
        {
            if (--_connections == 0) _drop.Change(_server.Options.ClientDropTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Deliver(GrainRequest request)
    {
        // Who caused it is nothing to the client that observes.
        if (request.Context?.ContainsKey(WireContext.PrincipalKey) == true)
        {
            request.Context = new(request.Context);
            request.Context.Remove(WireContext.PrincipalKey);
        }

        _link.Send(request);
    }

    private void Drop()
    {
        lock (_gate)
        {
            if (_connections > 0) return;
            _dropped = true;
        }

        _drop.Dispose();
        _server.Silo.Cluster.RemoveClient(this);
        _server.Remove(this);
        _link.Close(request => new ClientNotAvailableException(request.TargetId));
    }
}
