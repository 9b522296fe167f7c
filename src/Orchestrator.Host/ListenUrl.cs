using System.Net;
using Orchestrator.Gateway.Security;
using Orchestrator.Host.Startup;

namespace Orchestrator.Host;

/// <summary>An address to listen on: <c>http://</c>, an address of this machine or <c>localhost</c>, and a port.</summary>
public sealed record ListenUrl
{
    private ListenUrl(string host, int port) => (Host, Port) = (host, port);

    /// <summary>The host as it was given: <c>localhost</c> or an address.</summary>
    public string Host { get; }

    /// <summary>The port; 0 for a free one.</summary>
    public int Port { get; }

    /// <summary>The address; the IPv4 one for a name.</summary>
    public IPAddress Address => IPAddress.TryParse(Host, out IPAddress? address) ? address : IPAddress.Loopback;

    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLoopback => LoopbackName.Is(Host);

    /// <summary>Whether it stands for both loopback addresses, on a port that is known.</summary>
    public bool IsLocalhost => Port != 0 && Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads several, with semicolons between.</summary>
    /// <param name="text">The URLs.</param>
    /// <exception cref="StartupException">One is not allowed.</exception>
    public static IReadOnlyList<ListenUrl> ParseAll(string text)
    {
        string[] urls = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return urls.Length > 0 ? [.. urls.Select(Parse)] : throw new StartupException("--urls is empty: give one such as http://127.0.0.1:5080.");
    }

    /// <summary>Reads one.</summary>
    /// <param name="text">The URL.</param>
    /// <exception cref="StartupException">It is not allowed.</exception>
    public static ListenUrl Parse(string text)
    {
        // "*" and "+" mean every address to ASP.NET Core and nothing to Uri.
        if (text.Contains("//*", StringComparison.Ordinal) || text.Contains("//+", StringComparison.Ordinal)) throw NoAddress(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
            throw new StartupException($"--urls is '{text}': give an address and a port, such as http://127.0.0.1:5080.");
        if (url.Scheme != Uri.UriSchemeHttp)
            throw new StartupException($"--urls is '{text}': only http:// is served; put a reverse proxy in front for TLS.");
        string host = url.Host.Trim('[', ']');
        return LoopbackName.Is(host) || IPAddress.TryParse(host, out _) ? new ListenUrl(host, url.Port) : throw NoAddress(text);
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"http://[{Host}]:{Port}" : $"http://{Host}:{Port}";

    private static StartupException NoAddress(string text) => new(
        $"--urls is '{text}': give an address of this machine, 127.0.0.1, localhost, or 0.0.0.0 and [::] for all of them.");
}
