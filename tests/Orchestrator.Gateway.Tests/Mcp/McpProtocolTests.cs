using System.Text;
using System.Text.Json.Nodes;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Mcp;

/// <summary>Each message that a host sends in a session, byte by byte as it comes, against the protocol's own schema.</summary>
public sealed class McpProtocolTests
{
    [Theory]
    [InlineData(McpConnection.WithSessions)]
    [InlineData(McpConnection.WithoutSessions)]
    public async Task Every_message_is_as_the_schema_of_the_protocol_has_it(string version)
    {
        TestHost host = await SharedHost.GetAsync();
        ProtocolSchema schema = ProtocolSchema.Of(version);
        string agent = SharedHost.Unique("agent");
        var raw = new RawSession(host, agent, version);
        if (version == McpConnection.WithSessions)
        {
            schema.Check("InitializeResult", await raw.RequestAsync("initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}"""));
            await raw.NotifyAsync("notifications/initialized");
        }
        else
        {
            schema.Check("DiscoverResult", await raw.RequestAsync("server/discover", "{}"));
        }

        schema.Check("ListToolsResult", await raw.RequestAsync("tools/list", "{}"));
        schema.Check("ListPromptsResult", await raw.RequestAsync("prompts/list", "{}"));
        schema.Check("ListResourcesResult", await raw.RequestAsync("resources/list", "{}"));
        schema.Check("ListResourceTemplatesResult", await raw.RequestAsync("resources/templates/list", "{}"));
        schema.Check("CallToolResult", await raw.RequestAsync("tools/call", """{"name":"register","arguments":{"type":"coder"}}"""));
        schema.Check("CallToolResult", await raw.RequestAsync("tools/call", """{"name":"check_inbox","arguments":{"wait":1}}"""));
        schema.Check("CallToolResult", await raw.RequestAsync("tools/call", """{"name":"check_inbox","arguments":{"wait_seconds":6},"_meta":{"progressToken":"p"}}"""));
        Assert.Contains(raw.Received, message => message["method"]?.GetValue<string>() == "notifications/progress");
        schema.Check("ReadResourceResult", await raw.RequestAsync("resources/read", $$"""{"uri":"orchestrator://inbox/{{agent}}"}"""));
        schema.Check("GetPromptResult", await raw.RequestAsync("prompts/get", """{"name":"catch-up"}"""));
        Assert.NotNull((await raw.RequestAsync("tools/call", """{"name":"no-such","arguments":{}}"""))["error"]);
        Assert.NotNull((await raw.RequestAsync("no/such", "{}"))["error"]);
        Assert.NotNull((await raw.RequestAsync("resources/read", """{"uri":"x:y"}"""))["error"]);
        foreach (JsonObject message in raw.Received) schema.CheckMessage(message);
    }

    private sealed class RawSession(TestHost host, string agent, string version)
    {
        private string? _session;
        private int _id;

        public List<JsonObject> Received { get; } = [];

        public async Task<JsonObject> RequestAsync(string method, string parameters)
        {
            int id = ++_id;
            await SendAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = Own(parameters) });
            return Received.Last(message => message["id"]?.GetValue<int>() == id);
        }

        public Task NotifyAsync(string method) => SendAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method });

        private JsonObject Own(string parameters)
        {
            var own = (JsonObject)JsonNode.Parse(parameters)!;
            if (version == McpConnection.WithSessions) return own;
            if (own["_meta"] is null) own["_meta"] = new JsonObject();
            own["_meta"]!["io.modelcontextprotocol/protocolVersion"] = version;
            own["_meta"]!["io.modelcontextprotocol/clientCapabilities"] = new JsonObject();
            own["_meta"]!["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "raw", ["version"] = "1" };
            return own;
        }

        private async Task SendAsync(JsonObject message)
        {
            using HttpRequestMessage request = HttpRequests.Of(host, HttpMethod.Post, "/mcp", Encoding.UTF8.GetBytes(message.ToJsonString()))
                .With("Accept", "application/json, text/event-stream").With("Orchestrator-Agent", agent);
            if (_session is not null || version != McpConnection.WithSessions) request.With("MCP-Protocol-Version", version);
            if (_session is not null) request.With("Mcp-Session-Id", _session);
            request.With("Mcp-Method", message["method"]!.GetValue<string>());
            if ((message["params"]?["name"] ?? message["params"]?["uri"]) is { } name) request.With("Mcp-Name", name.GetValue<string>());
            using HttpResponseMessage response = await host.Http.SendAsync(request);
            if (response.Headers.TryGetValues("Mcp-Session-Id", out IEnumerable<string>? ids)) _session = ids.Single();
            string text = await response.Content.ReadAsStringAsync();
            IEnumerable<string> messages = response.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line["data: ".Length..]).Where(data => data.Trim().Length > 0)
                : text.Length == 0 ? [] : [text];
            foreach (string one in messages) Received.Add((JsonObject)JsonNode.Parse(one)!);
        }
    }
}
