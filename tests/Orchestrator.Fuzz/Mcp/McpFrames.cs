using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Fuzz.Generation;

namespace Orchestrator.Fuzz.Mcp;

/// <summary>Messages of the Model Context Protocol: as the tools' schemas say, and changed in structure and bytes.</summary>
internal sealed class McpFrames
{
    private const double LongestWait = 2;

    private static readonly string[] Methods =
    [
        "initialize", "ping", "tools/list", "resources/list", "resources/templates/list", "resources/read", "resources/subscribe", "resources/unsubscribe", "prompts/list", "prompts/get",
        "completion/complete", "logging/setLevel", "notifications/initialized", "notifications/cancelled", "notifications/progress", "notifications/roots/list_changed", "sampling/createMessage", "roots/list", "no/such", "", "tools/call",
    ];

    private readonly IReadOnlyList<(string Name, JsonElement Schema)> _tools;

    public McpFrames(JsonElement tools) =>
        _tools = [.. tools.EnumerateArray().Select(tool => (tool.GetProperty("name").GetString()!, tool.GetProperty("inputSchema").Clone()))];

    public IReadOnlyList<string> Tools => [.. _tools.Select(tool => tool.Name)];

    /// <summary>Any message, whole or broken. Its id is a number where it is whole.</summary>
    public Gen<McpFrame> Any => Gen.Frequency(
        (12, ToolCalls.Select(frame => new McpFrame(frame.Tool, Bytes(frame.Node)))),
        (4, Others.Select(node => new McpFrame(null, Bytes(node)))),
        (6, ToolCalls.SelectMany(frame => JsonMutations.Of(frame.Node).Select(node => new McpFrame(frame.Tool, Bytes(node))))),
        (3, Others.SelectMany(JsonMutations.Of).Select(node => new McpFrame(null, Bytes(node)))),
        (4, ToolCalls.SelectMany(frame => ByteMutations.Of(Bytes(frame.Node)).Select(bytes => new McpFrame(frame.Tool, bytes)))),
        (1, Gen.ArrayOf(Others, 3).Select(nodes => new McpFrame(null, Bytes(new JsonArray([.. nodes.Select(node => node?.DeepClone())]))))),
        (1, JsonValues.Any.Select(node => new McpFrame(null, Bytes(node))))).Where(frame => frame.AskedWait <= LongestWait && !frame.WaitsUnsaid);

    /// <summary>A whole call of each tool, with what its schema requires and some of the rest.</summary>
    public Gen<McpFrame> CallOf(string tool) => Call(_tools.Single(one => one.Name == tool)).Select(frame => new McpFrame(frame.Tool, Bytes(frame.Node)))
        .Where(frame => frame.AskedWait <= LongestWait && !frame.WaitsUnsaid);

    private Gen<(string Tool, JsonNode? Node)> ToolCalls => Gen.Elements<(string Name, JsonElement Schema)>(_tools).SelectMany(Call);

    private static Gen<(string Tool, JsonNode? Node)> Call((string Name, JsonElement Schema) tool) =>
        from arguments in new SchemaValues(default, string.Empty).Of(tool.Schema)
        from id in Gen.Choose(1, int.MaxValue)
        from key in Gen.Choose(0, 9)
        select (tool.Name, (JsonNode?)Request(id, "tools/call", new JsonObject
        {
            ["name"] = tool.Name,
            ["arguments"] = Waiting(tool, arguments?.DeepClone()),
            ["_meta"] = key == 0 ? new JsonObject { ["progressToken"] = id } : null,
        }));

    private static Gen<JsonNode?> Others =>
        from method in Gen.Elements(Methods)
        from id in Gen.Choose(1, int.MaxValue)
        from uri in Gen.Frequency((3, Gen.Elements("orchestrator://session/s1", "orchestrator://inbox/a1", "orchestrator://tasks/b1", "orchestrator://session/none")), (2, HostileText.Any))
        from text in HostileText.Any
        from any in JsonValues.Any
        select (JsonNode?)Request(id, method, method switch
        {
            "initialize" => new JsonObject
            {
                ["protocolVersion"] = id % 3 == 0 ? text : "2025-11-25",
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "fuzz", ["version"] = "1" },
            },
            "resources/read" or "resources/subscribe" or "resources/unsubscribe" => new JsonObject { ["uri"] = uri },
            "prompts/get" => new JsonObject { ["name"] = id % 2 == 0 ? "catch-up" : id % 3 == 0 ? text : "hand-over", ["arguments"] = id % 5 == 0 ? any?.DeepClone() : new JsonObject { ["session_id"] = "s1", ["agent"] = "a1" } },
            "completion/complete" => new JsonObject { ["ref"] = new JsonObject { ["type"] = "ref/prompt", ["name"] = "catch-up" }, ["argument"] = new JsonObject { ["name"] = "agent", ["value"] = text } },
            "logging/setLevel" => new JsonObject { ["level"] = id % 2 == 0 ? "info" : text },
            "notifications/cancelled" => new JsonObject { ["requestId"] = id, ["reason"] = text },
            "tools/call" => new JsonObject { ["name"] = text, ["arguments"] = any?.DeepClone() },
            "tools/list" or "resources/list" or "prompts/list" => id % 2 == 0 ? new JsonObject() : new JsonObject { ["cursor"] = text },
            _ => id % 2 == 0 ? new JsonObject() : any?.DeepClone(),
        }, notification: method.StartsWith("notifications/", StringComparison.Ordinal));

    private static JsonObject Request(int id, string method, JsonNode? parameters, bool notification = false)
    {
        var node = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters };
        if (!notification) node["id"] = id;
        return node;
    }

    // A call that waits says so, or it may wait as long as it likes.
    private static JsonNode? Waiting((string Name, JsonElement Schema) tool, JsonNode? arguments)
    {
        if (arguments is not JsonObject given) return arguments;
        foreach (string name in (string[])["timeout_seconds", "wait_seconds"])
        {
            if (tool.Schema.GetProperty("properties").TryGetProperty(name, out _) && !given.ContainsKey(name)) given[name] = 0.1;
        }

        return given;
    }

    private static byte[] Bytes(JsonNode? node)
    {
        try
        {
            return node is null ? "null"u8.ToArray() : Encoding.UTF8.GetBytes(node.ToJsonString(new JsonSerializerOptions { MaxDepth = 512 }));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\ud800\"}"u8.ToArray();
        }
    }
}
