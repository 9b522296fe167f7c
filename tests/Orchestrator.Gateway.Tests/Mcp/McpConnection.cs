using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Mcp;

/// <summary>The library's own client, connected to a host's <c>/mcp</c>.</summary>
internal sealed class McpConnection : IAsyncDisposable
{
    /// <summary>The revision with sessions, and the one without.</summary>
    public const string WithSessions = "2025-11-25";
    public const string WithoutSessions = "2026-07-28";

    private McpConnection(McpClient client) => Client = client;

    public McpClient Client { get; }

    /// <summary>The tools that were called over any connection of this process.</summary>
    public static HashSet<string> Called { get; } = new(StringComparer.Ordinal);

    public static async Task<McpConnection> OpenAsync(TestHost host, string? agent, string version = WithSessions, string? token = null)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (agent is not null) headers["Orchestrator-Agent"] = agent;
        if (token is not null) headers["Authorization"] = $"Bearer {token}";
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri(host.Url, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = headers,
        };
        return new(await McpClient.CreateAsync(new HttpClientTransport(options), new McpClientOptions { ProtocolVersion = version }));
    }

    /// <summary>Calls a tool that has to succeed, and returns what it says.</summary>
    public async Task<JsonElement> CallAsync(string tool, object? arguments = null, CancellationToken cancellationToken = default)
    {
        (string text, bool failed) = await TryAsync(tool, arguments, cancellationToken);
        Assert.False(failed, $"{tool}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Calls a tool that has to fail, and returns the words.</summary>
    public async Task<string> FailAsync(string tool, object? arguments = null)
    {
        (string text, bool failed) = await TryAsync(tool, arguments);
        Assert.True(failed, $"{tool} did not fail: {text}");
        return text;
    }

    public async Task<(string Text, bool Failed)> TryAsync(string tool, object? arguments = null, CancellationToken cancellationToken = default)
    {
        lock (Called) Called.Add(tool);
        var given = (JsonObject?)JsonSerializer.SerializeToNode(arguments) ?? [];
        CallToolResult result = await Client.CallToolAsync(
            tool, given.ToDictionary(pair => pair.Key, object? (pair) => pair.Value, StringComparer.Ordinal), cancellationToken: cancellationToken);
        return (Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text, result.IsError == true);
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
