#if ORLEANS
using System.Net;
using Orchestrator.Host.Startup;
using Orleans.Configuration;

namespace Orchestrator.Host.Engine.Cluster;

/// <summary>Where the other processes of a cluster reach a silo.</summary>
internal static class ClusterEndpoint
{
    /// <summary>The address that a silo makes known.</summary>
    /// <param name="options">How the host runs.</param>
    /// <exception cref="StartupException">It can't be told from where the host listens.</exception>
    public static IPAddress AddressOf(OrchestratorHostOptions options)
    {
        if (options.AdvertisedAddress is { } address) return address;
        IPAddress first = options.Urls[0].Address;
        if (options.Urls.All(url => url.IsLoopback)) return IPAddress.Loopback;
        return first.Equals(IPAddress.Any) || first.Equals(IPAddress.IPv6Any)
            ? throw new StartupException(
                "Orchestrator:AdvertisedAddress is missing: the host listens on all addresses, so say at which one the other processes of the cluster reach it, such as 10.0.0.7.")
            : first;
    }

    /// <summary>Sets the silo's ports: on loopback alone where that is its address, else on all addresses.</summary>
    /// <param name="endpoint">The silo's.</param>
    /// <param name="options">How the host runs.</param>
    public static void Set(EndpointOptions endpoint, OrchestratorHostOptions options)
    {
        IPAddress address = AddressOf(options);
        IPAddress listen = IPAddress.IsLoopback(address) ? address
            : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        endpoint.AdvertisedIPAddress = address;
        endpoint.SiloPort = FreePort.Find(options.SiloPort);
        endpoint.GatewayPort = FreePort.Find(options.GatewayPort);
        endpoint.SiloListeningEndpoint = new IPEndPoint(listen, endpoint.SiloPort);
        endpoint.GatewayListeningEndpoint = new IPEndPoint(listen, endpoint.GatewayPort);
    }
}
#endif
