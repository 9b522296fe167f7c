#if ORLEANS
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Host.Engine;

/// <summary>Finds ports that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>The port that is wanted, or one that was free just now.</summary>
    /// <param name="wanted">The port; 0 for any.</param>
    public static int Find(int wanted)
    {
        if (wanted != 0) return wanted;
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
#endif
