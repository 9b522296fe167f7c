#if ORLEANS
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Host.Engine;

/// <summary>Finds ports that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>One that was free just now.</summary>
    public static int Find()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
#endif
