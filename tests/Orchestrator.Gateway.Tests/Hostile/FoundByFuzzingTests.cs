using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Hostile;

/// <summary>Inputs that <c>tests/Orchestrator.Fuzz</c> found to be answered wrongly, each as small as it could be made.</summary>
public sealed class FoundByFuzzingTests
{
    [Theory]
    [InlineData("""{"]reason":""")]
    [InlineData("""{"]reason":"x"}""")]
    [InlineData("""{"']":1}""")]
    [InlineData("""{"['":1}""")]
    public async Task A_field_whose_name_begins_with_a_bracket_is_refused(string body)
    {
        TestHost host = await SharedHost.GetAsync();
        using Answer answer = await host.SendTextAsync(HttpMethod.Post, "/api/v1/sessions/s/terminate", body);
        answer.Expect(HttpStatusCode.BadRequest);
        Assert.Equal("invalid", answer.Code);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    public async Task An_infinite_number_under_a_key_is_refused(string number)
    {
        TestHost host = await SharedHost.GetAsync();
        string agent = SharedHost.Unique("agent");
        using Answer registered = await host.PostAsync("/api/v1/agents", new { id = agent, name = agent });
        using Answer answer = await host.SendAsync(HttpRequests
            .Of(host, HttpMethod.Post, $"/api/v1/agents/{agent}/heartbeat", Encoding.UTF8.GetBytes($$$"""{"metrics":{"own":{{{number}}}}}"""))
            .With("Idempotency-Key", SharedHost.Unique("key")));
        answer.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "metrics.own");
    }

    [Fact]
    public async Task An_infinite_number_in_a_transaction_is_refused()
    {
        TestHost host = await SharedHost.GetAsync();
        using Answer answer = await host.SendTextAsync(
            HttpMethod.Post, "/api/v1/transactions", """{"commands":[{"command":"create-task","body":{"title":"x","estimateHours":1e400}}]}""");
        answer.Expect(HttpStatusCode.BadRequest);
        Assert.Equal("invalid", answer.Code);
    }

    [Theory]
    [InlineData("initialize", "{}")]
    [InlineData("initialize", "7")]
    [InlineData("initialize", """{"protocolVersion":7,"capabilities":{},"clientInfo":{"name":"raw","version":"1"}}""")]
    [InlineData("initialize", """{"protocolVersion":"2025-11-25","capabilities":[],"clientInfo":"x"}""")]
    public async Task Parameters_that_begin_no_session_are_refused(string method, string parameters)
    {
        TestHost host = await SharedHost.GetAsync();
        using Answer answer = await SendAsync(host, null, method, parameters);
        Assert.InRange((int)answer.Status, 200, 499);
        Assert.DoesNotContain("-32603", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tools/call", """{"name":false,"arguments":{}}""")]
    [InlineData("tools/call", "7")]
    [InlineData("tools/call", """{"arguments":{}}""")]
    [InlineData("tools/call", """{"name":"list_agents","arguments":[]}""")]
    [InlineData("logging/setLevel", """{"level":"no-such"}""")]
    [InlineData("resources/read", "{}")]
    [InlineData("prompts/get", """{"name":7}""")]
    [InlineData("prompts/get", """{"name":"\ud800"}""")]
    [InlineData("prompts/get", """{"name":"catch_up","arguments":{"session":"\ud800"}}""")]
    [InlineData("resources/read", """{"uri":"\udc00"}""")]
    [InlineData("tools/call", """{"\ud800":1,"name":"list_agents"}""")]
    [InlineData("tools/call", """{"name":"list_agents","name":"list_tasks"}""")]
    public async Task Parameters_that_are_not_those_of_the_method_are_the_senders_mistake(string method, string parameters)
    {
        TestHost host = await SharedHost.GetAsync();
        using Answer begun = await SendAsync(host, null, "initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}""");
        string session = begun.Response.Headers.GetValues("Mcp-Session-Id").Single();
        using Answer answer = await SendAsync(host, session, method, parameters);
        JsonNode message = JsonNode.Parse(answer.Text.Split('\n').First(line => line.StartsWith("data:", StringComparison.Ordinal))[5..])!;
        Assert.Contains(message["error"]?["code"]?.GetValue<int>() ?? 0, (int[])[-32600, -32601, -32602]);
        Assert.DoesNotContain("System.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tools_name_that_is_not_UTF_8_is_the_senders_mistake()
    {
        TestHost host = await SharedHost.GetAsync();
        using Answer begun = await SendAsync(host, null, "initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}""");
        string session = begun.Response.Headers.GetValues("Mcp-Session-Id").Single();
        using Answer answer = await SendAsync(host, session, [.. "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\""u8, 0xFF, 0xFE, .. "\"}}"u8]);
        Assert.DoesNotContain("-32603", answer.Text, StringComparison.Ordinal);
        Assert.InRange((int)answer.Status, 200, 499);
    }

    // Every argument of every tool, so that no one reads a text before it is known to be one.
    [Theory]
    [InlineData("\"\\ud800\"", "")]
    [InlineData("""["\udc00"]""", "[0]")]
    [InlineData("""{"\ud800":1}""", "")]
    [InlineData("""{"a":"\ud800"}""", ".a")]
    public async Task Half_of_a_surrogate_pair_in_an_argument_is_the_senders_mistake(string value, string below)
    {
        TestHost host = await SharedHost.GetAsync();
        using Answer begun = await SendAsync(host, null, "initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}""");
        string session = begun.Response.Headers.GetValues("Mcp-Session-Id").Single();
        using Answer listed = await SendAsync(host, session, "tools/list", "{}");
        JsonArray tools = MessageOf(listed)["result"]!["tools"]!.AsArray();
        Assert.NotEmpty(tools);
        foreach (JsonNode? tool in tools)
        {
            foreach ((string argument, _) in tool!["inputSchema"]!["properties"]!.AsObject())
            {
                using Answer answer = await SendAsync(host, session, "tools/call", $$$"""{"name":"{{{tool["name"]}}}","arguments":{"{{{argument}}}":{{{value}}}}}""");
                JsonNode? error = MessageOf(answer)["error"];
                Assert.Equal(-32602, error?["code"]?.GetValue<int>());
                Assert.Equal($"params.arguments.{argument}{below}: has a \\u escape that is half of a surrogate pair", error!["message"]!.GetValue<string>());
            }
        }
    }

    private static JsonNode MessageOf(Answer answer) =>
        JsonNode.Parse(answer.Text.Split('\n').First(line => line.StartsWith("data:", StringComparison.Ordinal))[5..])!;

    private static Task<Answer> SendAsync(TestHost host, string? session, string method, string parameters) =>
        SendAsync(host, session, Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}"""));

    private static Task<Answer> SendAsync(TestHost host, string? session, byte[] message)
    {
        HttpRequestMessage request = HttpRequests.Of(host, HttpMethod.Post, "/mcp", message)
            .With("Accept", "application/json, text/event-stream").With("Orchestrator-Agent", "hostile");
        if (session is not null) request.With("Mcp-Session-Id", session);
        return host.SendAsync(request);
    }
}
