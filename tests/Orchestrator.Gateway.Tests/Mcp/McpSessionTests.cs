using System.Net;
using System.Text;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Mcp;

/// <summary>Who a session is for, what it may look at, what it is told of, and how it ends.</summary>
public sealed class McpSessionTests
{
    [Theory]
    [InlineData(McpConnection.WithSessions)]
    [InlineData(McpConnection.WithoutSessions)]
    public async Task A_subscriber_hears_when_its_inbox_fills_and_looking_takes_nothing(string version)
    {
        TestHost host = await SharedHost.GetAsync();
        string agent = SharedHost.Unique("agent"), uri = $"orchestrator://inbox/{agent}";
        await using McpConnection session = await McpConnection.OpenAsync(host, agent, version);
        await session.CallAsync("register", new { team = agent });
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var handler = session.Client.RegisterNotificationHandler(
            NotificationMethods.ResourceUpdatedNotification,
            (notification, _) =>
            {
                told.TrySetResult(notification.Params!["uri"]!.GetValue<string>());
                return ValueTask.CompletedTask;
            });
        Task listening = Task.CompletedTask;
        if (version == McpConnection.WithSessions) await session.Client.SubscribeToResourceAsync(new Uri(uri), cancellationToken: timeout.Token);
        else
        {
            var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var first = session.Client.RegisterNotificationHandler(
                NotificationMethods.SubscriptionsAcknowledgedNotification,
                (_, _) =>
                {
                    acknowledged.TrySetResult();
                    return ValueTask.CompletedTask;
                });
            listening = session.Client.SendRequestAsync(
                new JsonRpcRequest
                {
                    Method = RequestMethods.SubscriptionsListen,
                    Params = System.Text.Json.Nodes.JsonNode.Parse($$$"""{"notifications":{"resourceSubscriptions":["{{{uri}}}"]}}"""),
                },
                timeout.Token);
            await acknowledged.Task.WaitAsync(timeout.Token);
        }

        using (Answer sent = await host.PostAsync("/api/v1/messages", new { from = "someone", to = $"any-of:team:{agent}", content = "work" })) sent.Expect(HttpStatusCode.Created);
        Assert.Equal(uri, await told.Task.WaitAsync(timeout.Token));
        using (Answer sent = await host.PostAsync("/api/v1/messages", new { from = "someone", to = agent, content = "for you" })) sent.Expect(HttpStatusCode.Created);
        await Eventually.TrueAsync(async () => (await ReadAsync(session, uri)).GetProperty("waiting").GetInt32() == 1);
        Assert.Equal("for you", (await ReadAsync(session, uri)).GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal(0, (await host.Grain<IMailboxGrain>(agent).GetSummary()).Leased);
        await timeout.CancelAsync();
        await Task.WhenAny(listening, Task.CompletedTask);
    }

    [Fact]
    public async Task Resources_and_prompts_tell_how_things_stand()
    {
        TestHost host = await SharedHost.GetAsync();
        string agent = SharedHost.Unique("agent"), work = SharedHost.Unique("session");
        await using McpConnection session = await McpConnection.OpenAsync(host, agent);
        await session.CallAsync("open_session", new { session_id = work });
        await session.CallAsync("register", new { session_id = work });
        await session.CallAsync("create_task", new { title = "Write the parser", session_id = work });
        string task = (await session.CallAsync("claim_next_task", new { board = work })).GetProperty("task").GetProperty("id").GetString()!;
        await session.CallAsync("reserve_files", new { project = $"/srv/{work}", paths = new[] { "src/parser.c" } });
        await session.CallAsync("log_session_event", new { session_id = work, event_type = "decision", data = "recursive descent" });
        await session.CallAsync("send", new { to = agent, content = "remember the tests" });

        string[] listed = [.. (await session.Client.ListResourcesAsync()).Select(resource => resource.Uri)];
        Assert.Contains($"orchestrator://inbox/{agent}", listed);
        Assert.Contains($"orchestrator://session/{work}", listed);
        Assert.Equal(3, (await session.Client.ListResourceTemplatesAsync()).Count);
        Assert.Equal(task, (await ReadAsync(session, $"orchestrator://tasks/{work}")).GetProperty("open")[0].GetProperty("id").GetString());
        Assert.Equal("active", (await ReadAsync(session, $"orchestrator://session/{work}")).GetProperty("status").GetString());
        var unknown = await Assert.ThrowsAsync<ModelContextProtocol.McpProtocolException>(() => ReadAsync(session, "file:///etc/passwd"));
        Assert.Contains("orchestrator://inbox/{agent}", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ModelContextProtocol.McpProtocolException>(() => ReadAsync(session, "orchestrator://session/no-such"));

        foreach (McpClientPrompt prompt in await session.Client.ListPromptsAsync())
        {
            GetPromptResult made = await prompt.GetAsync();
            string text = Assert.IsType<TextContentBlock>(made.Messages[0].Content).Text;
            foreach (string expected in (string[])["Write the parser", "src/parser.c", "remember the tests", "recursive descent", work])
                Assert.Contains(expected, text, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<ModelContextProtocol.McpProtocolException>(async () => await session.Client.GetPromptAsync("no-such"));
    }

    [Fact]
    public async Task A_session_belongs_to_one_agent_and_speaks_for_no_other()
    {
        TestHost host = await SharedHost.GetAsync();
        string agent = SharedHost.Unique("agent");
        await using McpConnection session = await McpConnection.OpenAsync(host, agent);
        Assert.True(session.Client.SessionId!.Length >= 20);
        Assert.StartsWith("forbidden: ", await session.FailAsync("heartbeat", new { agent = "somebody-else" }), StringComparison.Ordinal);
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete])
        {
            using HttpRequestMessage request = Request(host, method, """{"jsonrpc":"2.0","id":9,"method":"tools/list"}""");
            request.With("Mcp-Session-Id", session.Client.SessionId!).With("Orchestrator-Agent", "somebody-else");
            using HttpResponseMessage response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        await session.Client.PingAsync();
    }

    [Fact]
    public async Task Without_the_header_each_call_names_its_agent()
    {
        TestHost host = await SharedHost.GetAsync();
        await using McpConnection open = await McpConnection.OpenAsync(host, null);
        Assert.StartsWith("invalid: agent: is required", await open.FailAsync("register"), StringComparison.Ordinal);
        string one = SharedHost.Unique("one"), two = SharedHost.Unique("two");
        Assert.Equal(one, (await open.CallAsync("register", new { agent = one })).GetProperty("agent").GetString());
        await open.CallAsync("register", new { agent = two });
        await open.CallAsync("send", new { agent = one, to = two, content = "hello" });
        Assert.Single((await open.CallAsync("check_inbox", new { agent = two })).GetProperty("messages").EnumerateArray());
    }

    [Fact]
    public async Task Pages_of_other_origins_and_rebound_names_are_refused()
    {
        TestHost host = await SharedHost.GetAsync();
        const string Body = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
        foreach ((string header, string value) in ((string, string)[])[("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Host", "evil.example")])
        {
            using HttpRequestMessage request = Request(host, HttpMethod.Post, Body).With(header, value);
            using HttpResponseMessage response = await host.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        using HttpRequestMessage bad = Request(host, HttpMethod.Post, Body).With("Orchestrator-Agent", "no good");
        using HttpResponseMessage refused = await host.Http.SendAsync(bad);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using HttpRequestMessage large = Request(host, HttpMethod.Post, new string('x', 3_000_000));
        large.Headers.ExpectContinue = true; // refused before it is sent: else the answer may meet a broken pipe
        using HttpResponseMessage tooLarge = await host.Http.SendAsync(large);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
    }

    [Theory]
    [InlineData(McpConnection.WithSessions)]
    [InlineData(McpConnection.WithoutSessions)]
    public async Task A_cancelled_wait_ends_and_takes_nothing(string version)
    {
        TestHost host = await SharedHost.GetAsync();
        string agent = SharedHost.Unique("agent");
        await using McpConnection session = await McpConnection.OpenAsync(host, agent, version);
        using var gone = new CancellationTokenSource();
        Task<JsonElement> waiting = session.CallAsync("check_inbox", new { wait_seconds = 300 }, gone.Token);
        await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        // The word that it is cancelled is on its way: what is sent before it arrives may still be taken.
        await Eventually.TrueAsync(async () =>
        {
            await session.CallAsync("send", new { to = agent, content = "later" });
            return (await session.CallAsync("check_inbox")).GetProperty("messages").GetArrayLength() > 0;
        });
    }

    [Fact]
    public async Task Open_streams_and_waits_do_not_delay_a_stop()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using McpConnection sessions = await McpConnection.OpenAsync(host, "one");
        await sessions.Client.SubscribeToResourceAsync(new Uri("orchestrator://inbox/one"));
        Task waiting = sessions.TryAsync("check_inbox", new { wait_seconds = 300 });
        await using McpConnection none = await McpConnection.OpenAsync(host, "two", McpConnection.WithoutSessions);
        Task listening = none.Client.SendRequestAsync(new JsonRpcRequest
        {
            Method = RequestMethods.SubscriptionsListen,
            Params = System.Text.Json.Nodes.JsonNode.Parse("""{"notifications":{"resourceSubscriptions":["orchestrator://inbox/two"]}}"""),
        });
        await Eventually.TrueAsync(() => Task.FromResult(!waiting.IsCompleted && !listening.IsCompleted));
        long start = TimeProvider.System.GetTimestamp();
        await host.StopAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 3.5);
        await Task.WhenAny(Task.WhenAll(waiting, listening).ContinueWith(_ => { }, TaskScheduler.Default), Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None));
    }

    private static async Task<JsonElement> ReadAsync(McpConnection session, string uri)
    {
        ReadResourceResult read = await session.Client.ReadResourceAsync(new Uri(uri));
        return JsonSerializer.Deserialize<JsonElement>(Assert.IsType<TextResourceContents>(Assert.Single(read.Contents)).Text);
    }

    private static HttpRequestMessage Request(TestHost host, HttpMethod method, string body)
    {
        HttpRequestMessage request = HttpRequests.Of(host, method, "/mcp", method == HttpMethod.Post ? Encoding.UTF8.GetBytes(body) : null);
        return request.With("Accept", "application/json, text/event-stream").With("MCP-Protocol-Version", McpConnection.WithSessions);
    }
}
