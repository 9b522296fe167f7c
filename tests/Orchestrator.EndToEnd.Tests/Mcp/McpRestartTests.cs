using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Mcp;

/// <summary>A session over pipes outlives the host; pipes carry nothing but the protocol and end with their client.</summary>
public sealed class McpRestartTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(McpProcess.WithSessions)]
    public async Task A_session_goes_on_after_the_host_was_killed(string? version)
    {
        using var folder = new TemporaryFolder();
        int port = Ports.Free();
        HostProcess host = await HostProcess.StartAsync(folder.Data, port);
        try
        {
            await using McpProcess agent = await McpProcess.StartAsync("coder", version, "--url", host.Url.ToString());
            await agent.CallAsync("register", new { team = "x" });
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (version is not null)
                await agent.Client.SubscribeToResourceAsync(new Uri("orchestrator://inbox/coder"));
            await using var handler = agent.Client.RegisterNotificationHandler(
                NotificationMethods.ResourceUpdatedNotification,
                (_, _) =>
                {
                    told.TrySetResult();
                    return ValueTask.CompletedTask;
                });
            await agent.CallAsync("send", new { to = "other", content = "before" });
            Task<JsonElement> waiting = agent.CallAsync("check_inbox", new { wait_seconds = 120 });
            await host.KillAsync();
            Task<JsonElement> sending = agent.CallAsync("send", new { to = "other", content = "meanwhile" });
            await host.DisposeAsync();
            host = await HostProcess.StartAsync(folder.Data, port);

            await sending;
            Assert.Equal(1, (await agent.CallAsync("register", new { team = "y" })).GetProperty("epoch").GetInt64());
            await new Api(host).PostAsync("/messages", new { from = "other", to = "coder", content = "after" });
            Assert.Equal("after", (await waiting).GetProperty("messages")[0].GetProperty("content").GetString());
            if (version is not null) await told.Task.WaitAsync(ChildProgram.Patience);
            JsonElement messages = (await agent.CallAsync("transcript", new { with = "other" })).GetProperty("messages");
            Assert.Equal(["after", "before", "meanwhile"], messages.EnumerateArray().Select(m => m.GetProperty("content").GetString()!).Order(StringComparer.Ordinal));
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Pipes_carry_only_the_protocol_and_end_with_the_client()
    {
        using var folder = new TemporaryFolder();
        await using HostProcess host = await HostProcess.StartAsync(folder.Data, Ports.Free());
        using Process relay = Start("mcp", "--agent", "coder", "--url", host.Url.ToString());
        Task<string> error = relay.StandardError.ReadToEndAsync();
        await relay.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}""");
        string? first = await relay.StandardOutput.ReadLineAsync();
        Assert.Contains("\"serverInfo\"", first, StringComparison.Ordinal);
        await relay.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await relay.StandardInput.WriteLineAsync("this is not the protocol");
        await relay.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"check_inbox","arguments":{"wait_seconds":300}}}""");
        await relay.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/list"}""");
        string rest = string.Empty;
        while (!rest.Contains("\"tools\"", StringComparison.Ordinal))
            rest += $"{await relay.StandardOutput.ReadLineAsync().WaitAsync(ChildProgram.Patience) ?? throw new EndOfStreamException(rest)}\n";
        relay.StandardInput.Close();
        rest += await relay.StandardOutput.ReadToEndAsync().WaitAsync(ChildProgram.Patience);
        await relay.WaitForExitAsync().WaitAsync(ChildProgram.Patience);
        Assert.True(relay.ExitCode == 0, await error);
        ProtocolSchema schema = ProtocolSchema.Of(McpProcess.WithSessions);
        foreach (string line in $"{first}\n{rest}".Split('\n', StringSplitOptions.RemoveEmptyEntries)) schema.CheckMessage((JsonObject)JsonNode.Parse(line)!);
    }

    [Fact]
    public async Task Ten_agents_that_start_at_once_start_one_host()
    {
        using var folder = new TemporaryFolder();
        McpProcess[] agents = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => McpProcess.StartAsync($"agent-{n}", McpProcess.WithSessions, "--data", folder.Data)));
        int pid = 0;
        try
        {
            await Task.WhenAll(agents.Select(agent => agent.CallAsync("register")));
            Assert.Equal(10, (await agents[0].CallAsync("list_agents")).GetProperty("agents").GetArrayLength());
            using var http = new HttpClient { BaseAddress = new Uri((await File.ReadAllTextAsync(Path.Combine(folder.Data, "orchestrator.url"))).Trim()) };
            using JsonDocument status = JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/v1/status", UriKind.Relative)));
            pid = status.RootElement.GetProperty("pid").GetInt32();
            string log = await File.ReadAllTextAsync(Path.Combine(folder.Data, "host.log"));
            Assert.Single(log.Split("is ready")[1..]);
        }
        finally
        {
            foreach (McpProcess agent in agents) await agent.DisposeAsync();
            if (pid != 0)
            {
                // It outlived those who started it.
                using Process host = Process.GetProcessById(pid);
                host.Kill();
                await host.WaitForExitAsync();
            }
        }
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "orchestrator.dll"), .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
