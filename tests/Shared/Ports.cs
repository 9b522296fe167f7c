using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Testing;

/// <summary>
/// Ports below those that the system gives to outgoing connections: a host that is killed finds its port again, however
/// many connections its clients open meanwhile.
/// </summary>
public static class Ports
{
    private const int First = 10_000;
    private const int Last = 32_000;

    /// <summary>Finds a port of loopback that nobody listens at.</summary>
    public static int Free()
    {
        while (true)
        {
            int port = Random.Shared.Next(First, Last);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; another one.
            }
        }
    }
}
