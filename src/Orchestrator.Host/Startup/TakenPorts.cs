using System.Net;
using System.Net.Sockets;
using Orchestrator.Journal;

namespace Orchestrator.Host.Startup;

/// <summary>
/// Finds out whether others listen where the host is to, before it opens anything: one that cannot serve leaves no trace
/// in a data folder. The server itself binds last, when all that it serves is there.
/// </summary>
internal static class TakenPorts
{
    /// <summary>Refuses a start that would end at a port in use.</summary>
    /// <param name="options">Where the host is to listen, and its data folder.</param>
    /// <exception cref="StartupException">A port is in use.</exception>
    /// <exception cref="DataDirectoryInUseException">A port is in use, and so is the folder: the message names its process.</exception>
    public static void Refuse(OrchestratorHostOptions options)
    {
        foreach (ListenUrl url in options.Urls.Where(url => url.Port != 0))
        {
            if (IsTaken(url.Address, url.Port) || (url.IsLocalhost && IsTaken(IPAddress.IPv6Loopback, url.Port)))
                throw Refused(options, $"{url}", "--urls");
        }

        if (options.GatewayPort != 0 && IsTaken(options.Urls[0].Address, options.GatewayPort))
            throw Refused(options, $"{new IPEndPoint(options.Urls[0].Address, options.GatewayPort)}", "--gateway-port");
        if (options.SiloPort != 0 && IsTaken(options.Urls[0].Address, options.SiloPort))
            throw Refused(options, $"{new IPEndPoint(options.Urls[0].Address, options.SiloPort)}", "--silo-port");
    }

    // What else is wrong with an address, the server says; of localhost's two addresses it can do without one.
    private static bool IsTaken(IPAddress address, int port)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return false;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }

    private static StartupException Refused(OrchestratorHostOptions options, string address, string option)
    {
        RefuseFolderInUse(options.Data);
        return new($"{address}: address already in use. Stop what listens there, or choose another port with {option}.");
    }

    // The same command a second time meets its port first; who has the folder says more.
    private static void RefuseFolderInUse(string data)
    {
        if (!Directory.Exists(data)) return;
        DataDirectory directory = DataDirectory.Open(data);
        if (File.Exists(directory.LockFile)) DataDirectoryLock.Acquire(directory, TimeProvider.System).Dispose();
    }
}
