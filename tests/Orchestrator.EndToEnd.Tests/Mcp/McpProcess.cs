using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Orchestrator.EndToEnd.Tests.Mcp;

/// <summary>The library's own client over the pipes of <c>orchestrator mcp</c>, as a coding agent has it.</summary>
internal sealed class McpProcess : IAsyncDisposable
{
    /// <summary>The revision with sessions.</summary>
    public const string WithSessions = "2025-11-25";

    private McpProcess(string agent, McpClient client) => (Agent, Client) = (agent, client);

    public string Agent { get; }

    public McpClient Client { get; }

    public static async Task<McpProcess> StartAsync(string agent, string? version, params IReadOnlyList<string> arguments) => new(
        agent,
        await McpClient.CreateAsync(
            new StdioClientTransport(new StdioClientTransportOptions
            {
                Command = "dotnet",
                Arguments = [Path.Combine(AppContext.BaseDirectory, "orchestrator.dll"), "mcp", "--agent", agent, .. arguments],
                EnvironmentVariables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ORCHESTRATOR_URL"] = null, ["ORCHESTRATOR_DATA"] = null },
            }),
            new McpClientOptions { ProtocolVersion = version, DiscoverProbeTimeout = TimeSpan.FromSeconds(60) }));

    public async Task<(string Text, bool Failed)> TryAsync(string tool, JsonObject arguments)
    {
        CallToolResult result = await Client.CallToolAsync(
            tool, arguments.ToDictionary(pair => pair.Key, object? (pair) => pair.Value, StringComparer.Ordinal));
        return (Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text, result.IsError == true);
    }

    public async Task<JsonElement> CallAsync(string tool, object? arguments = null)
    {
        (string text, bool failed) = await TryAsync(tool, (JsonObject?)JsonSerializer.SerializeToNode(arguments) ?? []);
        Assert.False(failed, $"{tool}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
