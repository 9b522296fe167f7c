using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Gateway.Access;

/// <summary>The address that a request came from, as wrong tokens are counted by it.</summary>
internal static class RemoteAddress
{
    private const int NetworkBytes = 8;

    /// <summary>
    /// The address; of IPv6 the network of 64 bits, which is what one customer has. Null for this very machine, whose programs must
    /// not lock each other out.
    /// </summary>
    /// <param name="context">The request.</param>
    public static string? Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address)) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address)) return null;
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
