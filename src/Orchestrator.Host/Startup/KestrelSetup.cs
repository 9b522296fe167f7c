using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orchestrator.Host.Engine;

namespace Orchestrator.Host.Startup;

/// <summary>Where the server listens, and what it takes.</summary>
internal static class KestrelSetup
{
    // The gateway refuses larger bodies itself, with a problem; it reads on to a point so that the refusal arrives.
    private const long MaxBodyBytes = 9L * 1024 * 1024;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;

    /// <summary>Sets up Kestrel.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">The addresses.</param>
    public static void AddKestrel(this WebApplicationBuilder builder, OrchestratorHostOptions options)
    {
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            foreach (ListenUrl url in options.Urls)
                kestrel.Listen(url, HttpProtocols.Http1);
            kestrel.ListenForAgents(options);
        });
    }

    private static void Listen(this KestrelServerOptions kestrel, ListenUrl url, HttpProtocols protocols)
    {
        if (url.IsLocalhost) kestrel.ListenLocalhost(url.Port, listen => listen.Protocols = protocols);
        else kestrel.Listen(new IPEndPoint(url.Address, url.Port), listen => listen.Protocols = protocols);
    }
}
