using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Host;

namespace Orchestrator.Client.Tests.Hosting;

/// <summary>A real host on a free port and a data folder of its own; it can be stopped and started again.</summary>
public sealed class TestHost : IAsyncDisposable
{
#pragma warning disable CA2213 // StopAsync takes it and disposes it.
    private WebApplication? _app;
#pragma warning restore CA2213
    private string _urls = "http://127.0.0.1:0";

    private TestHost(string data) => Data = data;

    public string Data { get; }

    public Uri Url => new(_urls);

    public static async Task<TestHost> StartAsync()
    {
        var host = new TestHost(Directory.CreateTempSubdirectory("orchestrator-client-").FullName);
        await host.StartAgainAsync();
        return host;
    }

    /// <summary>Starts on the same port and folder.</summary>
    public async Task StartAgainAsync()
    {
        _app = OrchestratorHost.Build("--urls", _urls, "--data", Data, "--Logging:LogLevel:Default", "Warning");
        await _app.StartAsync();
        _urls = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app) return;
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Data, recursive: true);
    }
}

/// <summary>One host for all tests of a class that leave it running.</summary>
public sealed class TestHostFixture : IAsyncLifetime
{
    public TestHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
