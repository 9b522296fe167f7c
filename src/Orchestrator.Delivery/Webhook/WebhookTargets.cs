using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Orchestrator.Delivery.Webhook;

/// <summary>Asks for the addresses that a host's name has now.</summary>
/// <exception cref="SocketException">It has none.</exception>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>Decides where messages may go: by the URL before a request, and by the address when the connection is made.</summary>
internal sealed class WebhookTargets(IOptions<WebhookOptions> options, ResolveHost resolve)
{
    private readonly AllowedHost[] _hosts = [.. options.Value.AllowedHosts.Select(AllowedHost.Read).OfType<AllowedHost>()];

    /// <summary>Refuses a URL that no message may be posted to.</summary>
    /// <exception cref="DeliveryException">It is refused, for good.</exception>
    public void Check(Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            throw new DeliveryException($"webhooks have http or https URLs, not {url.Scheme}", isPermanent: true);
        if (!_hosts.Any(host => host.Covers(url.IdnHost, url.Port)))
            throw new DeliveryException(
                $"{url.Authority} is not among the hosts that messages may be posted to ({WebhookOptions.Section}:AllowedHosts)",
                isPermanent: true);
    }

    /// <summary>
    /// Connects to a host. The addresses that are checked are those that are connected to, so a name whose address
    /// changes between a check and the connection gains nothing.
    /// </summary>
    /// <param name="host">The host and the port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DeliveryException">All the host's addresses are refused.</exception>
    /// <exception cref="SocketException">No address could be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint host, CancellationToken cancellationToken)
    {
        IPAddress[] known = IPAddress.TryParse(host.Host, out IPAddress? literal)
            ? [literal]
            : await resolve(host.Host, cancellationToken);
        IPAddress[] allowed = [.. known.Where(address => Allows(host, address))];
        if (allowed.Length == 0)
            throw new DeliveryException(
                $"{host.Host} has no address that messages may be posted to: it is not a public one", isPermanent: true);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool Allows(DnsEndPoint host, IPAddress address) =>
        options.Value.AllowPrivateAddresses || PublicAddress.Is(address)
        || _hosts.Any(entry => entry.Vouches(host.Host, host.Port, address));
}
