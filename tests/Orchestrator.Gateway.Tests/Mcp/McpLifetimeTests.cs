using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Gateway.Mcp;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Mcp;

/// <summary>When a session ends by itself.</summary>
public sealed class McpLifetimeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_session_without_requests_ends_and_one_with_requests_does_not()
    {
        await using TestHost host = await TestHost.StartAsync(services => services.PostConfigure<HttpServerTransportOptions>(options => options.TimeProvider = _time));
        await using McpConnection listening = await McpConnection.OpenAsync(host, "listening"); // its client keeps a stream open
        string session = await BeginAsync(host);
        for (int i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(HttpStatusCode.OK, await AskAsync(host, session));
        }

        await Eventually.TrueAsync(async () =>
        {
            _time.Advance(TimeSpan.FromMinutes(31));
            await Task.Yield();
            return await AskAsync(host, session) == HttpStatusCode.NotFound;
        });
        await listening.Client.PingAsync();
    }

    [Fact]
    public void A_session_ends_with_the_token_that_began_it_and_with_no_other()
    {
        using var access = new AccessState(_time);
        using var one = new McpLifetime(access, Caller("one"), CancellationToken.None);
        using var two = new McpLifetime(access, Caller("two"), CancellationToken.None);

        access.Revoke(TokenId.Parse("one"));

        Assert.True(one.Ended.IsCancellationRequested);
        Assert.False(two.Ended.IsCancellationRequested);
    }

    [Fact]
    public void A_session_ends_when_its_token_expires()
    {
        using var access = new AccessState(_time);
        using var session = new McpLifetime(access, Caller("one", _time.GetUtcNow().AddDays(3)), CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(1));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(session.Ended.IsCancellationRequested);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(session.Ended.IsCancellationRequested);
    }

    [Fact]
    public void A_session_of_nobody_ends_when_there_are_tokens_and_one_of_somebody_does_not()
    {
        using var access = new AccessState(_time);
        using var nobody = new McpLifetime(access, null, CancellationToken.None);
        using var somebody = new McpLifetime(access, Caller("one"), CancellationToken.None);

        access.Close();

        Assert.True(nobody.Ended.IsCancellationRequested);
        Assert.False(somebody.Ended.IsCancellationRequested);
    }

    private static Caller Caller(string token, DateTimeOffset? expiresAt = null) => new(TokenId.Parse(token), AccessRole.Observer, null, expiresAt);

    private static async Task<string> BeginAsync(TestHost host)
    {
        using HttpResponseMessage begun = await SendAsync(
            host, HttpMethod.Post, null, """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}""");
        return begun.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static async Task<HttpStatusCode> AskAsync(TestHost host, string session)
    {
        using HttpResponseMessage answer = await SendAsync(host, HttpMethod.Post, session, """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(TestHost host, HttpMethod method, string? session, string? body)
    {
        using HttpRequestMessage request = HttpRequests.Of(host, method, "/mcp", body is null ? null : Encoding.UTF8.GetBytes(body))
            .With("Accept", "application/json, text/event-stream").With("MCP-Protocol-Version", McpConnection.WithSessions);
        if (session is not null) request.With("Mcp-Session-Id", session);
        return await host.Http.SendAsync(request);
    }
}
