using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ModelContextProtocol.Client;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Mcp;

/// <summary>What every tool is told of and what it refuses, taken from the list of tools itself.</summary>
public sealed partial class McpHostileTests
{
    [Fact]
    public async Task Every_tool_has_a_description_an_exact_schema_and_annotations()
    {
        TestHost host = await SharedHost.GetAsync();
        foreach (string? agent in (string?[])[null, SharedHost.Unique("agent")])
        {
            await using McpConnection session = await McpConnection.OpenAsync(host, agent);
            IList<McpClientTool> tools = await session.Client.ListToolsAsync();
            Assert.InRange(tools.Count, 15, 30);
            foreach (McpClientTool tool in tools)
            {
                Assert.Matches("^[a-z]+(_[a-z]+)*$", tool.Name);
                Assert.InRange(tool.Description.Length, 20, 300);
                JsonElement schema = tool.JsonSchema;
                Assert.Equal("object", schema.GetProperty("type").GetString());
                Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
                JsonElement properties = schema.GetProperty("properties");
                Assert.All(properties.EnumerateObject(), property =>
                {
                    Assert.Matches("^[a-z]+(_[a-z]+)*$", property.Name);
                    Assert.InRange(property.Value.GetProperty("description").GetString()!.Length, 5, 300);
                });
                if (schema.TryGetProperty("required", out JsonElement required))
                    Assert.All(required.EnumerateArray(), name => Assert.True(properties.TryGetProperty(name.GetString()!, out _)));
                Assert.NotNull(tool.ProtocolTool.Annotations?.ReadOnlyHint);
                Assert.NotNull(tool.ProtocolTool.Annotations?.IdempotentHint);
                Assert.NotNull(tool.ProtocolTool.Annotations?.DestructiveHint);
                if (agent is not null) Assert.False(properties.TryGetProperty("agent", out _));
            }
        }
    }

    [Fact]
    public async Task Every_argument_of_every_tool_is_checked_and_named()
    {
        TestHost host = await SharedHost.GetAsync();
        await using McpConnection session = await McpConnection.OpenAsync(host, SharedHost.Unique("agent"));
        foreach (McpClientTool tool in await session.Client.ListToolsAsync())
        {
            JsonObject valid = Valid(tool.JsonSchema);
            await RefusedAsync(tool.Name, With(valid, "no_such_argument", 1), "no_such_argument");
            foreach (JsonElement name in tool.JsonSchema.TryGetProperty("required", out JsonElement required) ? required.EnumerateArray() : default)
                await RefusedAsync(tool.Name, With(valid, name.GetString()!, null), name.GetString()!);
            foreach (JsonProperty property in tool.JsonSchema.GetProperty("properties").EnumerateObject())
            {
                foreach (JsonNode hostile in Hostile(property.Value)) await RefusedAsync(tool.Name, With(valid, property.Name, hostile), property.Name);
            }
        }

        async Task RefusedAsync(string tool, JsonObject arguments, string name)
        {
            (string text, bool failed) = await session.TryAsync(tool, arguments);
            Assert.True(failed, $"{tool}({arguments.ToJsonString()[..Math.Min(300, arguments.ToJsonString().Length)]}) was taken: {text}");
            Assert.True(text.StartsWith("invalid: ", StringComparison.Ordinal) && text.Contains(name, StringComparison.Ordinal), $"{tool} {name}: {text}");
            Assert.InRange(text.Length, 10, 1_000);
            Assert.DoesNotMatch(StackTrace(), text);
        }
    }

    [Theory]
    [InlineData("renew_task", """{"task_id":"no-such"}""", "not-found: task no-such does not exist. Call ready_tasks")]
    [InlineData("complete_task", """{"task_id":"no-such"}""", "not-found: ")]
    [InlineData("ack", """{"message_id":"no-such"}""", "not-found: ")]
    [InlineData("ack", """{"message_id":"no-such","outcome":"failed"}""", "invalid: reason: ")]
    [InlineData("transcript", """{"message_id":"no-such"}""", "not-found: ")]
    [InlineData("transcript", "{}", "invalid: with: ")]
    [InlineData("session_status", """{"session_id":"no-such"}""", "not-found: session no-such does not exist. Call open_session")]
    [InlineData("log_session_event", """{"session_id":"no-such","event_type":"x"}""", "not-found: ")]
    [InlineData("restore_checkpoint", """{"checkpoint_id":"no-such"}""", "not-found: ")]
    [InlineData("create_checkpoint", """{"session_id":"no-such","name":"x","snapshot":1}""", "not-found: ")]
    [InlineData("release_files", """{"lease_id":"no-such"}""", "not-found: ")]
    [InlineData("heartbeat", "{}", "not-found: ")]
    [InlineData("send", """{"to":"team:nobody-here","content":"x"}""", "no-recipients: ")]
    [InlineData("ask", """{"to":"silent","content":"x","timeout_seconds":0.1}""", "deadline-exceeded: ")]
    [InlineData("search", """{"query":""}""", "invalid: query: ")]
    [InlineData("list_agents", """{"cursor":"p0"}""", "invalid: cursor: ")]
    [InlineData("reserve_files", """{"project":"","paths":["a"]}""", "invalid: project: ")]
    public async Task Errors_say_what_is_wrong_and_what_to_do(string tool, string arguments, string begins)
    {
        TestHost host = await SharedHost.GetAsync();
        await using McpConnection session = await McpConnection.OpenAsync(host, SharedHost.Unique("agent"));
        Assert.StartsWith(begins, await session.FailAsync(tool, JsonNode.Parse(arguments)), StringComparison.Ordinal);
    }

    private static JsonObject Valid(JsonElement schema)
    {
        var valid = new JsonObject();
        if (!schema.TryGetProperty("required", out JsonElement required)) return valid;
        foreach (JsonElement name in required.EnumerateArray())
        {
            JsonElement property = schema.GetProperty("properties").GetProperty(name.GetString()!);
            valid[name.GetString()!] = property.TryGetProperty("type", out JsonElement type) && type.GetString() == "array"
                ? new JsonArray("a")
                : name.GetString() == "project" ? "/srv/hostile" : "a";
        }

        return valid;
    }

    private static JsonObject With(JsonObject valid, string name, JsonNode? value)
    {
        var changed = (JsonObject)valid.DeepClone();
        changed[name] = value;
        return changed;
    }

    private static IEnumerable<JsonNode> Hostile(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out JsonElement type)) yield break; // any JSON
        if (type.GetString() != "boolean") yield return JsonValue.Create(true);
        yield return new JsonObject { ["x"] = 1 };
        switch (type.GetString())
        {
            case "string":
                yield return 7;
                yield return string.Empty;
                if (schema.TryGetProperty("maxLength", out JsonElement max)) yield return new string('x', max.GetInt32() + 1);
                if (schema.TryGetProperty("enum", out _)) yield return "no-such-word";
                break;
            case "integer" or "number":
                yield return "7";
                yield return schema.GetProperty("minimum").GetDouble() - 1;
                yield return schema.GetProperty("maximum").GetDouble() * 2 + 1;
                break;
            case "array":
                yield return "x";
                yield return new JsonArray(7);
                yield return new JsonArray([.. Enumerable.Range(0, schema.GetProperty("maxItems").GetInt32() + 1).Select(i => (JsonNode)$"x{i}")]);
                break;
        }
    }

    [GeneratedRegex(@"\bat Orchestrator\.|Exception|System\.", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex StackTrace();
}
