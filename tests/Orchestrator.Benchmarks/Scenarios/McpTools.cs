using System.Diagnostics;
using ModelContextProtocol.Client;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>What a coding agent waits for a tool, with the protocol's own client, against a host in a process of its own.</summary>
internal static class McpTools
{
    public static async IAsyncEnumerable<Result> RoundTripsAsync(TimeSpan time)
    {
        await using HostProcess host = await HostProcess.StartAsync(Directory.CreateTempSubdirectory("bench-").FullName);
        foreach ((string way, Func<string, IClientTransport> connect) in ((string, Func<string, IClientTransport>)[])
            [("HTTP", agent => OverHttp(host.Url, agent)), ("stdio", agent => OverPipes(host.Url, agent))])
        {
            await using McpClient client = await McpClient.CreateAsync(connect($"agent-{way}"), new McpClientOptions { ProtocolVersion = "2025-11-25" });
            await client.CallToolAsync("register");
            foreach (string tool in (string[])["check_inbox", "send"])
            {
                Dictionary<string, object?> arguments = tool == "send"
                    ? new(StringComparer.Ordinal) { ["to"] = $"receiver-{way}", ["content"] = new string('x', 1_000) }
                    : [];
                var latencies = new Latencies();
                await Offered.ClosedAsync(1, time / 4, (_, _) => client.CallToolAsync(tool, arguments).AsTask());
                await Offered.ClosedAsync(1, time / 2, async (_, _) =>
                {
                    long start = Stopwatch.GetTimestamp();
                    await client.CallToolAsync(tool, arguments);
                    latencies.Add(Stopwatch.GetElapsedTime(start));
                });
                yield return new(
                    $"MCP over {way}, round trip of {(tool == "send" ? "send (durable)" : "check_inbox (empty)")}",
                    $"p50 {latencies.Percentile(50):N2} ms, p99 {latencies.Percentile(99):N2} ms",
                    "reported",
                    null);
            }
        }

        await host.TerminateAsync();
        Directory.Delete(host.Folder, recursive: true);
    }

    private static HttpClientTransport OverHttp(Uri host, string agent) => new(new HttpClientTransportOptions
    {
        Endpoint = new Uri(host, "/mcp"),
        TransportMode = HttpTransportMode.StreamableHttp,
        AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Orchestrator-Agent"] = agent },
    });

    private static StdioClientTransport OverPipes(Uri host, string agent) => new(new StdioClientTransportOptions
    {
        Command = "dotnet",
        Arguments = [Path.Combine(AppContext.BaseDirectory, "orchestrator.dll"), "mcp", "--agent", agent, "--url", host.ToString()],
    });
}
