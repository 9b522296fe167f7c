using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Delivery.Webhook;

/// <summary>Tells addresses of the public Internet from those that only mean something inside a network or machine.</summary>
internal static class PublicAddress
{
    // The special-purpose registry of IANA, for IPv4 (RFC 6890 and those after it).
    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network; 0.0.0.0 reaches the machine itself
        IPNetwork.Parse("10.0.0.0/8"), // private
        IPNetwork.Parse("100.64.0.0/10"), // carrier-grade NAT
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("169.254.0.0/16"), // link-local, where clouds keep their metadata
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // relays of 6to4
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, and broadcast
    ];

    // All of IPv6 that is assigned to the public is in 2000::/3; these parts of it are not, or hide an IPv4 address. What
    // lies outside is refused with it: loopback, unspecified, unique local, link-local, site-local, multicast.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotPublicOfGlobal =
    [
        IPNetwork.Parse("2001::/23"), // protocol assignments, Teredo among them
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4
        IPNetwork.Parse("3fff::/20"), // documentation
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether an address is one of the public Internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return !NotPublic.Any(network => network.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return false;

        // No name has one by itself. Not left to GlobalUnicast: IPNetwork compares the IPv4 address inside, and says yes.
        if (address.IsIPv4MappedToIPv6) return false;

        // A network without IPv4 reaches it through such addresses; the IPv4 address is the last four bytes.
        if (Nat64.Contains(address)) return Is(new IPAddress(address.GetAddressBytes()[12..]));
        return GlobalUnicast.Contains(address) && !NotPublicOfGlobal.Any(network => network.Contains(address));
    }
}
