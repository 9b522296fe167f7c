using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Orleans.Gateway;

/// <summary>Knows the addresses at which clients reach the gateway.</summary>
internal sealed class GatewayListeners(IOptions<OrleansGatewayOptions> options)
{
    private readonly List<ListenOptions> _listeners = [];

    /// <summary>Notes a listener; its port is known once it is bound.</summary>
    public void Add(ListenOptions listener) => _listeners.Add(listener);

    /// <summary>Lists the addresses, for a client that knows this host by the given name.</summary>
    public IReadOnlyList<Uri> AddressesFor(string host) => options.Value.AdvertisedAddresses is { Count: > 0 } given
        ? [.. given]
        : [.. _listeners.Where(one => one.IPEndPoint is not null).Select(one => AddressOf(one.IPEndPoint!, host))];

    private static Uri AddressOf(IPEndPoint bound, string host) => new UriBuilder(
        Uri.UriSchemeHttp,
        bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any) ? host : bound.Address.ToString(),
        bound.Port).Uri;
}
