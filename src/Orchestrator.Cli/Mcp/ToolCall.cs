using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Orchestrator.Cli.Mcp;

/// <summary>What the relay must know of calls of tools.</summary>
internal static class ToolCall
{
    private const string KeyMeta = "orchestrator/idempotency-key";

    /// <summary>Whether a request is one, and of which tool.</summary>
    public static bool Is(JsonRpcRequest request, out string? tool)
    {
        tool = null;
        return request.Method == RequestMethods.ToolsCall && request.Params is JsonObject parameters && parameters["name"] is JsonValue name && name.TryGetValue(out tool);
    }

    /// <summary>Gives a call a key, unless it has one: sent again, it is done once.</summary>
    public static void Stamp(JsonRpcRequest request)
    {
        var parameters = (JsonObject)request.Params!;
        if (parameters["_meta"] is null) parameters["_meta"] = new JsonObject();
        if (parameters["_meta"] is JsonObject meta && meta[KeyMeta] is null) meta[KeyMeta] = $"mcp-{Guid.CreateVersion7()}";
    }

    /// <summary>The incarnation that the answer to a registration tells; null when it was refused, in words.</summary>
    public static long? EpochOf(JsonRpcResponse registered)
    {
        try
        {
            string? text = registered.Result?["content"]?[0]?["text"]?.GetValue<string>();
            return text is null ? null : JsonNode.Parse(text)?["epoch"]?.GetValue<long>();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
