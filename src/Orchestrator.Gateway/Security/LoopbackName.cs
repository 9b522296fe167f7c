using System.Net;

namespace Orchestrator.Gateway.Security;

/// <summary>The names by which a machine reaches itself.</summary>
public static class LoopbackName
{
    /// <summary>Whether a host's name or address is a loopback one.</summary>
    /// <param name="host">The name or address; IPv6 in brackets.</param>
    public static bool Is(string host) => host is "127.0.0.1"
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
