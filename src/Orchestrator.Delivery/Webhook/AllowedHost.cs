using System.Buffers;
using System.Globalization;
using System.Net;

namespace Orchestrator.Delivery.Webhook;

/// <summary>A host, or the hosts below a name, that messages may be posted to.</summary>
internal sealed record AllowedHost
{
    private const string Wildcard = "*.";

    private static readonly SearchValues<char> NotOfAHost = SearchValues.Create("/\\@?#*% ");

    private AllowedHost(string name, int? port, bool isSuffix)
    {
        Name = name;
        Port = port;
        IsSuffix = isSuffix;
    }

    private string Name { get; }

    private int? Port { get; }

    private bool IsSuffix { get; }

    /// <summary>Reads <c>host</c>, <c>host:port</c> or <c>*.suffix</c>; null if it is none of these.</summary>
    public static AllowedHost? Read(string text)
    {
        bool isSuffix = text.StartsWith(Wildcard, StringComparison.Ordinal);
        string host = isSuffix ? text[Wildcard.Length..] : text;
        int? port = null;

        // The colons of an IPv6 address stand within its brackets.
        int colon = host.LastIndexOf(':');
        if (colon >= 0 && colon > host.LastIndexOf(']'))
        {
            if (isSuffix || !ushort.TryParse(host[(colon + 1)..], NumberStyles.None, provider: null, out ushort number) || number == 0)
                return null;
            port = number;
            host = host[..colon];
        }

        // Read as a part of a URL, a host gets the form that it has in one.
        if (host.AsSpan().ContainsAny(NotOfAHost) || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out Uri? url)) return null;
        string name = NameOf(url.IdnHost);
        return name.Length == 0 || (isSuffix && IPAddress.TryParse(name, out _)) ? null : new AllowedHost(name, port, isSuffix);
    }

    /// <summary>Whether messages may be posted to a host.</summary>
    /// <param name="host">The host as a URL has it (<see cref="Uri.IdnHost"/>).</param>
    /// <param name="port">The port.</param>
    public bool Covers(string host, int port)
    {
        string name = NameOf(host);
        if (Port is not null && Port != port) return false;
        return IsSuffix ? name.EndsWith($".{Name}", StringComparison.Ordinal) : name == Name;
    }

    /// <summary>
    /// Whether this entry says that a host may have an address that is not public: by naming the address itself, or as
    /// <c>localhost</c>, which has loopback addresses only.
    /// </summary>
    /// <param name="host">The host as a URL has it.</param>
    /// <param name="port">The port.</param>
    /// <param name="address">The address that the host has now.</param>
    public bool Vouches(string host, int port, IPAddress address) =>
        !IsSuffix && Covers(host, port)
        && ((Name == "localhost" && IPAddress.IsLoopback(address))
            || (IPAddress.TryParse(Name, out IPAddress? named) && named.Equals(address)));

    // The dot at the end of a full name is the same name; the brackets of an IPv6 address are the URL's.
    private static string NameOf(string host) => host.TrimEnd('.').Trim('[', ']').ToLowerInvariant();
}
