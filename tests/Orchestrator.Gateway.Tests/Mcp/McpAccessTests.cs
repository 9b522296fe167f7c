using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Orchestrator.Contracts.Access;
using Orchestrator.Gateway.Tests.Access;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Mcp;

/// <summary>In whose name messages of the protocol are carried out, who may use a session, and what ends it.</summary>
public sealed class McpAccessTests(ClosedHost closed) : IClassFixture<ClosedHost>
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}""";

    private const string ListTools = """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""";

    [Theory]
    [InlineData(McpConnection.WithSessions)]
    [InlineData(McpConnection.WithoutSessions)]
    public async Task The_agent_of_a_token_speaks_without_saying_its_name(string version)
    {
        await using McpConnection session = await McpConnection.OpenAsync(closed.Host, null, version, closed.Own);

        Assert.Equal("own", (await session.CallAsync("register")).GetProperty("agent").GetString());
        Assert.StartsWith("forbidden: ", await session.FailAsync("send", new { agent = "other", to = "x", content = "x" }), StringComparison.Ordinal);
        foreach (McpClientTool tool in await session.Client.ListToolsAsync())
            Assert.False(tool.JsonSchema.GetProperty("properties").TryGetProperty("agent", out _));
    }

    [Theory]
    [InlineData(McpConnection.WithSessions, false)]
    [InlineData(McpConnection.WithSessions, true)]
    [InlineData(McpConnection.WithoutSessions, false)]
    [InlineData(McpConnection.WithoutSessions, true)]
    public async Task Grains_are_called_in_the_name_of_the_message_and_not_of_what_began_the_session(string version, bool contextOfSession)
    {
        // Where the library runs all of a session's messages in the context of the first, the name comes with the message all the same.
#pragma warning disable MCP9006 // Clients of today have sessions.
        await using TestHost host = await TestHost.StartAsync(services =>
            services.PostConfigure<HttpServerTransportOptions>(options => options.PerSessionExecutionContext = contextOfSession));
#pragma warning restore MCP9006
        string admin = await TokenAsync(host, null, "admin"), operating = await TokenAsync(host, admin, "operator"), observing = await TokenAsync(host, admin, "observer");
        await using (McpConnection session = await McpConnection.OpenAsync(host, "coder", version, operating))
        {
            await session.CallAsync("register");
            await session.CallAsync("send", new { to = "other", content = "x" });
        }

        await using (McpConnection session = await McpConnection.OpenAsync(host, null, version, observing))
            Assert.StartsWith("forbidden: ", await session.FailAsync("send", new { agent = "coder", to = "x", content = "x" }), StringComparison.Ordinal);

        string[] overrides = await AuditAsync(host, admin, $"token={ClosedHost.IdOf(operating)}");
        Assert.Contains("override coder agent/register via mcp/register", overrides);
        Assert.Contains("override coder conversation/send-direct via mcp/send", overrides);
        Assert.Equal(["denied coder mcp/send"], await AuditAsync(host, admin, $"token={ClosedHost.IdOf(observing)}"));
    }

    [Fact]
    public async Task The_header_may_not_name_another_agent_than_the_token_and_that_is_noted()
    {
        string agent = SharedHost.Unique("agent"), token = await closed.MakeAsync(closed.Admin, AccessRole.Agent, agent);

        using (Answer refused = await SendAsync(token, HttpMethod.Post, Initialize, ("Orchestrator-Agent", "other")))
        {
            refused.ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
            Assert.Contains($"speaks only for {agent}", refused.Text, StringComparison.Ordinal);
        }

        using (Answer same = await SendAsync(token, HttpMethod.Post, Initialize, ("Orchestrator-Agent", agent))) same.Expect(HttpStatusCode.OK);
        Assert.Equal(["denied other mcp"], await AuditAsync(closed.Host, closed.Admin, $"token={ClosedHost.IdOf(token)}"));
    }

    [Fact]
    public async Task Who_is_unknown_is_noted_under_the_name_of_the_face()
    {
        using (Answer refused = await SendAsync(null, HttpMethod.Post, Initialize)) refused.Expect(HttpStatusCode.Unauthorized);
        Assert.Contains("denied  mcp", await AuditAsync(closed.Host, closed.Admin, "kind=denied"));
    }

    [Fact]
    public async Task A_session_is_only_for_the_token_and_the_agent_that_began_it()
    {
        string second = await closed.MakeAsync(closed.Admin, AccessRole.Agent, "own");
        string own = await BeginAsync(closed.Own), coder = await BeginAsync(closed.Operator, ("Orchestrator-Agent", "coder"));
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete])
        {
            foreach (string token in (string[])[second, closed.Other, closed.Observer, closed.Admin])
            {
                using Answer refused = await SendAsync(token, method, ListTools, ("Mcp-Session-Id", own));
                Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            }

            using Answer unnamed = await SendAsync(closed.Operator, method, ListTools, ("Mcp-Session-Id", coder));
            using Answer renamed = await SendAsync(closed.Operator, method, ListTools, ("Mcp-Session-Id", coder), ("Orchestrator-Agent", "tester"));
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (unnamed.Status, renamed.Status));
        }

        using (Answer good = await SendAsync(closed.Own, HttpMethod.Post, ListTools, ("Mcp-Session-Id", own))) good.Expect(HttpStatusCode.OK);
        using (Answer good = await SendAsync(closed.Operator, HttpMethod.Post, ListTools, ("Mcp-Session-Id", coder), ("Orchestrator-Agent", "coder"))) good.Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(McpConnection.WithSessions)]
    [InlineData(McpConnection.WithoutSessions)]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2025", Justification = "What waits is waited for below.")]
    public async Task A_revoked_token_ends_what_its_sessions_wait_for(string version)
    {
        string agent = SharedHost.Unique("agent"), token = await closed.MakeAsync(closed.Admin, AccessRole.Agent, agent);
        await using McpConnection session = await McpConnection.OpenAsync(closed.Host, null, version, token);
        await session.CallAsync("register");
        Task waiting = session.TryAsync("check_inbox", new { wait_seconds = 300 });
        Task listening = Task.CompletedTask;
        if (version == McpConnection.WithSessions)
        {
            using HttpRequestMessage stream = Request(token, HttpMethod.Get, null, ("Mcp-Session-Id", await BeginAsync(token)));
            HttpResponseMessage opened = await closed.Host.Http.SendAsync(stream, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
            listening = ReadToEndAsync(opened);
        }
        else
        {
            listening = session.Client.SendRequestAsync(new JsonRpcRequest
            {
                Method = RequestMethods.SubscriptionsListen,
                Params = System.Text.Json.Nodes.JsonNode.Parse($$$"""{"notifications":{"resourceSubscriptions":["orchestrator://inbox/{{{agent}}}"]}}"""),
            });
        }

        Assert.False(waiting.IsCompleted || listening.IsCompleted);
        (await closed.SendAsync(closed.Admin, HttpMethod.Delete, $"/api/v1/tokens/{ClosedHost.IdOf(token)}")).Expect(HttpStatusCode.OK).Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.IsNotType<TimeoutException>((await Record.ExceptionAsync(() => listening.WaitAsync(TimeSpan.FromSeconds(20))))!);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => session.TryAsync("heartbeat"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task The_first_token_ends_the_sessions_of_those_without()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using McpConnection session = await McpConnection.OpenAsync(host, "coder");
        await session.CallAsync("register");
        Task waiting = session.TryAsync("check_inbox", new { wait_seconds = 300 });
        string admin = await TokenAsync(host, null, "admin");

        Assert.IsNotType<TimeoutException>(await Record.ExceptionAsync(() => waiting.WaitAsync(TimeSpan.FromSeconds(20))));
        using HttpRequestMessage request = HttpRequests.Of(host, HttpMethod.Post, "/mcp", Encoding.UTF8.GetBytes(ListTools))
            .With("Accept", "application/json, text/event-stream").With("Authorization", $"Bearer {admin}").With("Orchestrator-Agent", "coder").With("Mcp-Session-Id", session.Client.SessionId!);
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static async Task ReadToEndAsync(HttpResponseMessage response)
    {
        using (response) await response.Content.ReadAsStringAsync();
    }

    private static async Task<string> TokenAsync(TestHost host, string? with, string role)
    {
        HttpRequestMessage request = HttpRequests.Of(host, HttpMethod.Post, "/api/v1/tokens", JsonSerializer.SerializeToUtf8Bytes(new { name = role, role }));
        if (with is not null) request.With("Authorization", $"Bearer {with}");
        using Answer made = await host.SendAsync(request);
        return made.Expect(HttpStatusCode.Created)["token"].GetString()!;
    }

    // What is noted: its kind, as whom, and what.
    private static async Task<string[]> AuditAsync(TestHost host, string token, string query)
    {
        using Answer status = await host.SendAsync(HttpRequests.Of(host, HttpMethod.Get, "/api/v1/status").With("Authorization", $"Bearer {token}"));
        long position = status["journal"].GetProperty("lastPosition").GetInt64();
        using Answer audit = await host.SendAsync(
            HttpRequests.Of(host, HttpMethod.Get, $"/api/v1/audit?{query}&minPosition={position}").With("Authorization", $"Bearer {token}"));
        return [.. audit.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(item => item.GetProperty("entry")).Select(entry =>
            $"{entry.GetProperty("kind").GetString()} {(entry.TryGetProperty("actedAs", out JsonElement agent) ? agent.GetString() : null)} {entry.GetProperty("operation").GetString()}")];
    }

    private async Task<string> BeginAsync(string token, params (string, string)[] headers)
    {
        using Answer begun = await SendAsync(token, HttpMethod.Post, Initialize, headers);
        return begun.Expect(HttpStatusCode.OK).Response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private Task<Answer> SendAsync(string? token, HttpMethod method, string body, params (string, string)[] headers) =>
        closed.Host.SendAsync(Request(token, method, body, headers));

    private HttpRequestMessage Request(string? token, HttpMethod method, string? body, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = HttpRequests.Of(closed.Host, method, "/mcp", method == HttpMethod.Post ? Encoding.UTF8.GetBytes(body!) : null)
            .With("Accept", "application/json, text/event-stream").With("MCP-Protocol-Version", McpConnection.WithSessions);
        if (token is not null) request.With("Authorization", $"Bearer {token}");
        foreach ((string name, string value) in headers) request.With(name, value);
        return request;
    }
}
