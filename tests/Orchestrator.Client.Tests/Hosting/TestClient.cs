using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orchestrator.Client.Tests.Hosting;

/// <summary>A client as an agent's process has it, with what a test wants to look at or to disturb.</summary>
public sealed class TestClient : IAsyncDisposable
{
    private readonly IHost _host;

    private TestClient(IHost host, CallTap calls, TimeProvider? time)
    {
        _host = host;
        Calls = calls;

        // The test's clock is the agents' alone: the connection below lives on real time.
        Client = time is null
            ? host.Services.GetRequiredService<IOrchestratorClient>()
            : ActivatorUtilities.CreateInstance<OrchestratorClient>(host.Services, time);
    }

    /// <summary>The calls that leave this client.</summary>
    public CallTap Calls { get; }

    public IOrchestratorClient Client { get; }

    public IClusterClient Cluster => _host.Services.GetRequiredService<IClusterClient>();

    public static Task<TestClient> ConnectAsync(TestHost host, TimeProvider? time = null, Action<OrchestratorClientOptions>? configure = null) =>
        ConnectAsync(host.Url, time, configure);

    public static async Task<TestClient> ConnectAsync(Uri url, TimeProvider? time = null, Action<OrchestratorClientOptions>? configure = null)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        var calls = new CallTap();
        builder.Services.AddSingleton<IOutgoingGrainCallFilter>(calls);
        builder.Services.AddOrchestratorClient(options =>
        {
            options.Endpoint = url;
            options.ReconnectMinDelay = TimeSpan.FromMilliseconds(10);
            options.ReconnectMaxDelay = TimeSpan.FromMilliseconds(100);
            configure?.Invoke(options);
        });
        IHost host = builder.Build();
        await host.StartAsync();
        return new TestClient(host, calls, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
