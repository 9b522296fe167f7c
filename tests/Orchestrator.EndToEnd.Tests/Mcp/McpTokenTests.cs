using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using ModelContextProtocol;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Mcp;

/// <summary>The relay and a folder that has tokens.</summary>
public sealed class McpTokenTests : IDisposable
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_relay_with_a_token_starts_the_host_and_works_until_the_token_is_revoked()
    {
        string admin = await MakeAsync("admin");
        string coder = await MakeAsync("agent", "--agent", "coder");
        string file = Path.Combine(_folder.FullPath, "coder.token");
        await File.WriteAllTextAsync(file, $"{coder}\n");
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start(); // an address that came with a checkout of somebody's repository
        await File.WriteAllTextAsync(Path.Combine(_folder.Data, "orchestrator.url"), $"http://{stranger.LocalEndpoint}");
        int pid = 0;
        await using McpProcess agent = await McpProcess.StartAsync("coder", McpProcess.WithSessions, "--data", _folder.Data, "--token-file", file);
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri((await File.ReadAllTextAsync(Path.Combine(_folder.Data, "orchestrator.url"))).Trim()) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin);
            using JsonDocument status = JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/v1/status", UriKind.Relative)));
            pid = status.RootElement.GetProperty("pid").GetInt32();
            Assert.False(stranger.Pending(), "it heard of the token");
            Assert.Equal("coder", (await agent.CallAsync("register")).GetProperty("agent").GetString());
            Task<JsonElement> waiting = agent.CallAsync("check_inbox", new { wait_seconds = 300 });
            Assert.False(waiting.IsCompleted);

            using HttpResponseMessage revoked = await http.DeleteAsync(new Uri($"/api/v1/tokens/{coder.Split('_')[1]}", UriKind.Relative));
            Assert.True(revoked.IsSuccessStatusCode);

            var cut = await Assert.ThrowsAsync<McpProtocolException>(() => waiting.WaitAsync(ChildProgram.Patience));
            Assert.Contains("does not take the access token", cut.Message, StringComparison.Ordinal);
            var refused = await Assert.ThrowsAsync<McpProtocolException>(() => agent.CallAsync("check_inbox").WaitAsync(ChildProgram.Patience));
            Assert.Contains("does not take the access token", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            if (pid != 0)
            {
                // It outlived those who started it.
                using Process host = Process.GetProcessById(pid);
                host.Kill();
                await host.WaitForExitAsync();
            }
        }
    }

    [Fact]
    public async Task Who_is_refused_hears_it_at_once_and_people_read_it_once()
    {
        await MakeAsync("admin");
        string coder = await MakeAsync("agent", "--agent", "coder");
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, Ports.Free());
        foreach ((string? token, string agent, string expected) in ((string?, string, string)[])
        [
            (null, "coder", "the host wants an access token"),
            ("orc_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "coder", "the host does not take the access token"),
            (coder, "tester", "speaks only for coder"),
        ])
        {
            using Process relay = Start(token, "mcp", "--agent", agent, "--url", host.Url.ToString());
            Task<string> said = relay.StandardError.ReadToEndAsync();
            for (int i = 0; i < 2; i++)
            {
                await relay.StandardInput.WriteLineAsync(Initialize);
                using JsonDocument answer = JsonDocument.Parse((await relay.StandardOutput.ReadLineAsync().WaitAsync(ChildProgram.Patience))!);
                Assert.Contains(expected, answer.RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
            }

            relay.StandardInput.Close();
            await relay.WaitForExitAsync().WaitAsync(ChildProgram.Patience);
            Assert.Equal(0, relay.ExitCode);
            Assert.Single((await said).Split(expected)[1..]);
        }
    }

    private static Process Start(string? token, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "orchestrator.dll"), .. arguments]) start.ArgumentList.Add(argument);
        start.Environment["ORCHESTRATOR_TOKEN"] = token;
        return Process.Start(start)!;
    }

    private async Task<string> MakeAsync(string role, params string[] more)
    {
        Ended made = await ChildProgram.RunAsync("orchestrator", ["token", "create", "--name", role, "--role", role, .. more, "--data", _folder.Data]);
        Assert.True(made.ExitCode == 0, $"{made}");
        return made.Output.Trim();
    }
}
