#if ORLEANS
using Orchestrator.Gateway.Operations;

namespace Orchestrator.Host.Engine.Cluster;

/// <summary>Whether this process reaches the silos, and why it does not.</summary>
internal sealed class ClusterConnection : IClusterConnection
{
    private const string Connecting = "no silo was reached yet, trying on";
    private const string Lost = "no silo is reached any more, trying on";

    private volatile string? _reason = Connecting;

    /// <inheritdoc/>
    public string? Reason => _reason;

    /// <summary>The first connection was made.</summary>
    public void Made() => _reason = null;

    /// <summary>How many silos are connected now.</summary>
    /// <param name="silos">The number.</param>
    public void Found(int silos)
    {
        if (silos > 0) _reason = null;
        else if (_reason is null) _reason = Lost;
    }
}
#endif
