#if ORLEANS
using Orchestrator.Gateway.Operations;

namespace Orchestrator.Host.Engine.Cluster;

/// <summary>Whether this process reaches the silos, and why it does not.</summary>
internal sealed class ClusterConnection : IClusterConnection, IClusterConnectionStatusObserver
{
    private const string Connecting = "no silo was reached yet, trying on";
    private const string Lost = "no silo is reached any more, trying on";

    private volatile string? _reason = Connecting;

    /// <inheritdoc/>
    public string? Reason => _reason;

    /// <summary>The first connection was made.</summary>
    public void Made() => _reason = null;

    /// <inheritdoc/>
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways > 0) _reason = null;
        else if (previousNumberOfGateways > 0) _reason = Lost;
    }

    /// <inheritdoc/>
    public void NotifyClusterConnectionLost() => _reason = Lost;
}
#endif
