using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway;

namespace Orleans.Hosting;

/// <summary>Opens the port for remote clients.</summary>
public static class OrleansGatewayKestrelExtensions
{
    /// <summary>
    /// Opens a port for HTTP/2 only: without TLS, Kestrel cannot serve HTTP/1.1 and HTTP/2 on one. Clients are
    /// told the port, which may be 0 for any free one. Note that explicit listeners replace the URLs of the
    /// configuration, so the host must open its main port explicitly too.
    /// </summary>
    public static void ListenOrleansGateway(
        this KestrelServerOptions kestrel, IPAddress address, int port, Action<ListenOptions>? configure = null)
    {
        var listeners = kestrel.ApplicationServices.GetRequiredService<GatewayListeners>();
        kestrel.Listen(address, port, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            configure?.Invoke(listener);
            listeners.Add(listener);
        });
    }
}
