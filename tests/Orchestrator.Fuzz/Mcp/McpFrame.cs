using System.Text;
using System.Text.Json;
using Orchestrator.Fuzz.Http;

namespace Orchestrator.Fuzz.Mcp;

/// <summary>One message to an MCP server.</summary>
/// <param name="Tool">The tool that it was made for, if for one.</param>
/// <param name="Bytes">The message.</param>
internal sealed record McpFrame(string? Tool, byte[] Bytes)
{
    public double AskedWait => Request(null, null).AskedWait;

    /// <summary>Whether it calls a tool that waits longer than anybody here, because it was not told how long.</summary>
    public bool WaitsUnsaid => Tool is "ask" && !Encoding.UTF8.GetString(Bytes).Contains("timeout_seconds\":", StringComparison.Ordinal);

    /// <summary>The id, where it is a whole request with a number; null otherwise.</summary>
    public long? Id
    {
        get
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(Bytes);
                return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.Number
                    && id.TryGetInt64(out long number) && document.RootElement.TryGetProperty("method", out JsonElement method) && method.ValueKind == JsonValueKind.String
                    && document.RootElement.TryGetProperty("jsonrpc", out JsonElement version) && version.ValueKind == JsonValueKind.String && version.ValueEquals("2.0")
                    ? number
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>As a request to <c>/mcp</c>.</summary>
    /// <param name="session">The session; null for none.</param>
    /// <param name="agent">Who speaks; null when each call says it.</param>
    public HttpInput Request(string? session, string? agent)
    {
        List<KeyValuePair<string, string>> headers = [new("Content-Type", "application/json"), new("Accept", "application/json, text/event-stream")];
        if (session is not null) headers.Add(new("Mcp-Session-Id", session));
        if (agent is not null) headers.Add(new("Orchestrator-Agent", agent));
        return new HttpInput { Operation = "mcp", Method = "POST", Target = "/mcp", Headers = headers, Body = Bytes };
    }

    public override string ToString() => $"{Tool ?? "frame"}: {Encoding.UTF8.GetString(Bytes)[..Math.Min(800, Encoding.UTF8.GetCharCount(Bytes))]}";
}
