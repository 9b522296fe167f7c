using System.Net;

namespace Orchestrator.Cli.Api;

/// <summary>The proxy that the environment names (<c>HTTP_PROXY</c>, <c>NO_PROXY</c>), except for hosts of this machine: a proxy would ask its own.</summary>
internal sealed class HostProxy : IWebProxy
{
    private HostProxy()
    {
    }

    /// <summary>The only one.</summary>
    public static HostProxy Instance { get; } = new();

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => HttpClient.DefaultProxy.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : HttpClient.DefaultProxy.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
}
