using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Host;

namespace Orchestrator.Cli.Tests.Running;

/// <summary>A real host on a free port and a data folder of its own.</summary>
public sealed class TestHost : IAsyncLifetime
{
    private WebApplication? _app;

    public string Data { get; } = Directory.CreateTempSubdirectory("orchestrator-cli-").FullName;

    public string Url { get; private set; } = string.Empty;

    /// <summary>A shell whose variables name this host.</summary>
    public Shell Shell() => new Shell().With("ORCHESTRATOR_URL", Url).With("ORCHESTRATOR_DATA", Data);

    public async Task InitializeAsync()
    {
        _app = OrchestratorHost.Build("--urls", "http://127.0.0.1:0", "--data", Data, "--Logging:LogLevel:Default", "Warning");
        await _app.StartAsync();
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async Task DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }
}
