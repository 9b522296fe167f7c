using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Orchestrator.Cli.Mcp;
using Orchestrator.Cli.Tests.Running;
using Orchestrator.Testing;

namespace Orchestrator.Cli.Tests.Mcp;

/// <summary>The signs of life that the relay gives for its agent.</summary>
public sealed class HeartbeatTests(TestHost host) : IClassFixture<TestHost>
{
    private readonly ManualTime _time = new();
    private readonly List<string> _said = [];

    [Fact]
    [SuppressMessage("Reliability", "CA2025", Justification = "The relay is waited for below.")]
    public async Task Heartbeats_come_each_minute_as_long_as_the_pipes_are_open()
    {
        await host.Shell().RunAsync("agents", "register", "living");
        using AgentHeaders headers = Headers("living");
        headers.Epoch = 1;
        var open = new TaskCompletionSource();
        Task relay = Heartbeats.WhileAsync(_ => open.Task, "living", headers, () => new Uri(host.Url), null, _time, _said.Add, CancellationToken.None);
        for (int i = 0; i < 2; i++)
        {
            string before = await LastAsync("living");
            _time.Advance(TimeSpan.FromSeconds(60));
            await Eventually.SeeAsync(() => LastAsync("living"), last => last != before);
        }

        open.SetResult();
        await relay;
        Assert.Empty(_said);
    }

    [Fact]
    [SuppressMessage("Reliability", "CA2025", Justification = "The relay is waited for below.")]
    public async Task Heartbeats_end_when_another_process_registered_and_that_is_said_once()
    {
        await host.Shell().RunAsync("agents", "register", "replaced");
        await host.Shell().RunAsync("agents", "register", "replaced");
        using AgentHeaders headers = Headers("replaced");
        headers.Epoch = 1;
        var open = new TaskCompletionSource();
        Task relay = Heartbeats.WhileAsync(_ => open.Task, "replaced", headers, () => new Uri(host.Url), null, _time, _said.Add, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.SeeAsync(() => Task.FromResult(_said.Count), count => count == 1);
        headers.Epoch = 2; // it is the rightful one again
        string before = await LastAsync("replaced");
        _time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.SeeAsync(() => LastAsync("replaced"), last => last != before);
        open.SetResult();
        await relay;
        Assert.StartsWith("heartbeats of replaced end: ", Assert.Single(_said), StringComparison.Ordinal);
    }

    private AgentHeaders Headers(string agent) => new(agent, null, _said.Add);

    private async Task<string> LastAsync(string agent)
    {
        using var http = new HttpClient();
        using JsonDocument view = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{host.Url}/api/v1/agents/{agent}")));
        return view.RootElement.GetProperty("lastHeartbeat").GetString()!;
    }
}
