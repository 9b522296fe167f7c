using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Host;

namespace Orchestrator.Gateway.Tests.Hosting;

/// <summary>A real host in this process: real Kestrel on a free port, a folder of its own.</summary>
public sealed class TestHost : IAsyncLifetime, IAsyncDisposable
{
    private readonly Action<IServiceCollection> _configure;
    private readonly IReadOnlyList<string> _arguments;
    private WebApplication? _app;

    public TestHost()
        : this(static _ => { }, null, [])
    {
    }

    private TestHost(Action<IServiceCollection> configure, string? folder, IReadOnlyList<string> arguments)
    {
        (_configure, _arguments) = (configure, arguments);
        Folder = folder ?? Directory.CreateTempSubdirectory("gateway-").FullName;
    }

    public string Folder { get; }

    public WebApplication App => _app ?? throw new InvalidOperationException("not started");

    public HttpClient Http { get; private set; } = null!;

    public Uri Url { get; private set; } = null!;

    public static async Task<TestHost> StartAsync(
        Action<IServiceCollection>? configure = null, string? folder = null, params IReadOnlyList<string> arguments)
    {
        var host = new TestHost(configure ?? (static _ => { }), folder, arguments);
        await host.InitializeAsync();
        return host;
    }

    public async Task InitializeAsync()
    {
        _app = OrchestratorHost.Build(
            ["--urls", "http://127.0.0.1:0", "--data", Folder, .. _arguments],
            services =>
            {
                services.AddLogging(logging => logging.ClearProviders());
                _configure(services);
            });
        await _app.StartAsync();
        Url = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient { BaseAddress = Url };
    }

    public Task StopAsync() => App.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The journal's last position.</summary>
    public async Task<long> PositionAsync()
    {
        using Answer status = await this.GetAsync("/api/v1/status");
        return status.Body.GetProperty("journal").GetProperty("lastPosition").GetInt64();
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();
}
