using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Testing;
using Orleans.Configuration;

namespace Orleans.Embedded.Tests.Gateway;

/// <summary>A host with a silo behind real Kestrel ports, and clients of it.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly List<IHost> _clients = [];
    private readonly int _mainPort = Ports.Free();
    private readonly int _gatewayPort = Ports.Free();
    private WebApplication? _server;

    public Action<OrleansGatewayOptions>? Configure { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Uri Endpoint => new($"http://127.0.0.1:{_mainPort}");

    public Uri Gateway => new($"http://127.0.0.1:{_gatewayPort}");

    public IGrainFactory Grains => _server!.Services.GetRequiredService<IGrainFactory>();

    public static async Task<GatewayHost> StartAsync(Action<OrleansGatewayOptions>? configure = null)
    {
        var host = new GatewayHost { Configure = configure };
        await host.StartServerAsync();
        return host;
    }

    /// <summary>Tokens are the names of their owners; the one named "bad" is refused.</summary>
    public static ValueTask<ClaimsPrincipal?> ByToken(HttpContext context)
    {
        var name = context.Request.Headers.Authorization.ToString().Replace("Bearer ", string.Empty, StringComparison.Ordinal);
        return new(name is "" or "bad" ? null : new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name)], "test")));
    }

    public async Task StartServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Time);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        if (Configure is not null) builder.Services.Configure(Configure);
        builder.UseOrleans();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, _mainPort);
            kestrel.ListenOrleansGateway(IPAddress.Loopback, _gatewayPort);
        });
        _server = builder.Build();
        _server.MapOrleansGateway();
        await _server.StartAsync();
    }

    public async Task StopServerAsync()
    {
        await _server!.StopAsync();
        await _server.DisposeAsync();
    }

    public async Task<IClusterClient> ConnectAsync(
        string? token = null, Action<IClientBuilder>? configure = null, Action<EmbeddedGatewayOptions>? gateway = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(20));
            client.UseEmbeddedGateway(options =>
            {
                (options.Endpoint, options.Token) = (Endpoint, token);
                gateway?.Invoke(options);
            });
            configure?.Invoke(client);
        });
        var host = builder.Build();
        _clients.Add(host);
        await host.StartAsync();
        return host.Services.GetRequiredService<IClusterClient>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.StopAsync();
            client.Dispose();
        }

        await StopServerAsync();
    }
}
