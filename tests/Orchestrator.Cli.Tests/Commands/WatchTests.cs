using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Orchestrator.Cli.Tests.Running;
using Orchestrator.Host;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class WatchTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Piped_each_look_is_a_line()
    {
        using var stop = new CancellationTokenSource();
        var shell = new LiveShell(host.Shell());
        Task<CommandResult> watching = shell.RunAsync(stop.Token, "status", "--watch", "0.1");
        await shell.SeesAsync(text => text.Split('\n').Length > 3);
        await stop.CancelAsync();
        CommandResult result = await watching;

        Assert.DoesNotContain('\e', result.Out);
        Assert.All(result.Out.TrimEnd('\n').Split('\n'), line => Assert.Matches("^[0-9-]+ [0-9:]+Z  ready  position [0-9]+", line));
    }

    [Fact]
    public async Task With_json_each_look_is_a_status()
    {
        using var stop = new CancellationTokenSource();
        var shell = new LiveShell(host.Shell());
        Task<CommandResult> watching = shell.RunAsync(stop.Token, "status", "-w", "0.1", "--json");
        await shell.SeesAsync(text => text.Split('\n').Length > 2);
        await stop.CancelAsync();

        Assert.All((await watching).Out.TrimEnd('\n').Split('\n'), line => Assert.True(JsonDocument.Parse(line).RootElement.GetProperty("ready").GetBoolean()));
    }

    [Fact]
    public async Task On_a_terminal_it_is_drawn_over()
    {
        using var stop = new CancellationTokenSource();
        var shell = new LiveShell(host.Shell()) { IsTerminal = true };
        Task<CommandResult> watching = shell.RunAsync(stop.Token, "status", "--watch", "0.1");
        await shell.SeesAsync(text => text.Split("\e[H").Length > 3);
        await stop.CancelAsync();
        CommandResult result = await watching;

        Assert.StartsWith("\e[2J\e[H", result.Out, StringComparison.Ordinal);
        Assert.Single(result.Out.Split("\e[2J"), part => part.Length == 0);
    }

    [Fact]
    public async Task It_goes_on_when_the_host_comes_back()
    {
        string data = Directory.CreateTempSubdirectory("orchestrator-watch-").FullName;
        WebApplication first = await StartAsync("http://127.0.0.1:0", data);
        string url = first.Urls.First();
        using var stop = new CancellationTokenSource();
        var shell = new LiveShell(new Shell().With("ORCHESTRATOR_URL", url));
        Task<CommandResult> watching = shell.RunAsync(stop.Token, "status", "--watch", "0.1");
        await shell.SeesAsync(text => text.Contains("ready", StringComparison.Ordinal));
        await first.StopAsync();
        await first.DisposeAsync();
        await shell.TellsAsync(text => text.Contains("trying again", StringComparison.Ordinal));
        WebApplication second = await StartAsync(url, data);
        await shell.TellsAsync(text => text.Contains("the host is back", StringComparison.Ordinal));
        await stop.CancelAsync();

        CommandResult result = await watching;

        Assert.Equal(2, result.Error.TrimEnd('\n').Split('\n').Length);
        await second.StopAsync();
        await second.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    private static async Task<WebApplication> StartAsync(string url, string data)
    {
        WebApplication app = OrchestratorHost.Build("--urls", url, "--data", data, "--Logging:LogLevel:Default", "Error");
        await app.StartAsync();
        return app;
    }
}
