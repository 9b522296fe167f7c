// On an Orleans cluster there is no connection to authenticate; what is tried here of it is that of the embedded engine.
#if !ORLEANS
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Client.Tests.Access;

/// <summary>.NET agents with tokens: their connection says who they are, whatever they say themselves.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private string _admin = string.Empty;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _admin = await MakeAsync(new { name = "admin", role = "admin" });
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task An_agent_works_under_its_own_name_and_under_no_other()
    {
        string token = await MakeAsync(new { name = "a", role = "agent", agent = "alice" });
        await using TestClient client = await ConnectAsync(token);

        await using AgentConnection alice = await client.Client.RegisterAsync(new RegisterAgent { Id = AgentId.Parse("alice"), Name = "alice" });
        await alice.SendAsync(AgentId.Parse("bob"), "hello");

        ForbiddenException error = await Assert.ThrowsAsync<ForbiddenException>(
            () => client.Cluster.GetGrain<IAgentGrain>("bob").Register(new RegisterAgent { Name = "bob" }));
        Assert.Contains("acts only as alice", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ForbiddenException>(() => client.Cluster.GetGrain<IMailboxGrain>("bob").Receive(new()));
        await Assert.ThrowsAsync<ForbiddenException>(() => client.Cluster.GetGrain<ITokenGrain>("x").Verify(new(TokenText.NewSecret(), null)));
        await Assert.ThrowsAsync<ForbiddenException>(() => client.Cluster.GetGrain<ISessionGrain>("s").Terminate(new TerminateSession { Reason = "x" }));
        await Assert.ThrowsAsync<ForbiddenException>(() => client.Cluster.GetGrain<IConversationGrain>("c").Dispatch());
    }

    [Fact]
    public async Task What_a_client_says_of_itself_does_not_count()
    {
        string token = await MakeAsync(new { name = "o", role = "observer" });
        await using TestClient client = await ConnectAsync(token);

        CallContext.Principal = new Caller(TokenId.Parse("x"), AccessRole.Admin, null).ToString();
        CallContext.Actor = "somebody";
        CallContext.Transaction = "t/0";
        await Assert.ThrowsAsync<ForbiddenException>(() => client.Cluster.GetGrain<ISessionGrain>("s").Create(new CreateSession()));
        CallContext.Transaction = null;
        CallContext.Principal = null;

        string other = await MakeAsync(new { name = "a", role = "agent", agent = "alice" });
        await using TestClient agent = await ConnectAsync(other);
        CallContext.Actor = "somebody";
        CallContext.Transaction = "t/0";
        Committed<SessionView> created = await agent.Cluster.GetGrain<ISessionGrain>("s").Create(new CreateSession());
        using HttpResponseMessage journal = await SendAsync(_admin, HttpMethod.Get, $"/api/v1/journal?after={created.Position - 1}&limit=1");
        Assert.Contains("\"actor\":\"alice\"", await journal.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("orc_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Without_a_good_token_there_is_no_connection(string? token)
    {
        Exception error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using OrchestratorConnection connection = await OrchestratorConnection.OpenAsync(options =>
            {
                options.Endpoint = _host.Url;
                options.Token = token;
                options.RetryFor = TimeSpan.FromMilliseconds(10);
            });
        });

        Assert.Contains("token", error.ToString(), StringComparison.OrdinalIgnoreCase);
        if (token is not null) Assert.DoesNotContain(token, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("orc_nobody_knows_this")]
    public async Task Who_opens_a_connection_without_a_good_token_is_told_at_once(string? token)
    {
        ForbiddenException refused = await Assert.ThrowsAsync<ForbiddenException>(() => OrchestratorConnection.OpenAsync(options =>
        {
            options.Endpoint = _host.Url;
            options.Token = token;
            options.RetryFor = TimeSpan.FromDays(1);
        }));

        Assert.Equal("unauthenticated", refused.Code);
        Assert.Contains("OrchestratorClientOptions.Token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_ends_with_its_token()
    {
        string token = await MakeAsync(new { name = "a", role = "agent", agent = "alice" });
        await using TestClient client = await ConnectAsync(token, options =>
        {
            options.RetryFor = TimeSpan.FromMilliseconds(50);
            options.CallTimeout = TimeSpan.FromSeconds(2);
        });
        var observer = new Observer();
        IMailboxObserver reference = client.Cluster.CreateObjectReference<IMailboxObserver>(observer);
        await client.Cluster.GetGrain<IAgentGrain>("alice").Register(new RegisterAgent { Name = "alice" });
        await client.Cluster.GetGrain<IMailboxGrain>("alice").Subscribe(new SubscribeToMailbox { SubscriptionId = "s" }, reference);
        await ForbiddenAsync(() => client.Cluster.GetGrain<IMailboxGrain>("bob").Subscribe(new SubscribeToMailbox { SubscriptionId = "s" }, reference));
        await SendMessageAsync();
        await Eventually.TrueAsync(() => observer.Items == 1, "the first message came");

        Assert.True(TokenText.TryParse(token, out TokenId id, out _));
        using HttpResponseMessage revoked = await SendAsync(_admin, HttpMethod.Delete, $"/api/v1/tokens/{id}");
        revoked.EnsureSuccessStatusCode();
        await SendMessageAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await client.Cluster.GetGrain<IAgentGrain>("alice").Get();
                    return false;
                }
                catch (TimeoutException)
                {
                    return true; // the connection is gone, and no new one is let in
                }
            },
            "the connection ends");
        Assert.Equal(1, observer.Items);
    }

    [Fact]
    public async Task A_connection_of_the_open_time_ends_with_it()
    {
        await using TestHost open = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(open, configure: options => options.CallTimeout = TimeSpan.FromSeconds(2));
        await client.Cluster.GetGrain<ISessionGrain>("s").Create(new CreateSession());
        using var http = new HttpClient { BaseAddress = open.Url };
        using HttpResponseMessage made = await http.PostAsJsonAsync("/api/v1/tokens", new { name = "first", role = "admin" });
        made.EnsureSuccessStatusCode();

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => client.Cluster.GetGrain<ISessionGrain>("s").Get());

        Assert.True(error is TimeoutException or ForbiddenException or Orleans.Runtime.OrleansException, $"{error}");
    }

    private static async Task ForbiddenAsync(Func<Task> call) => await Assert.ThrowsAsync<ForbiddenException>(call);

    private async Task SendMessageAsync()
    {
        using HttpResponseMessage sent = await SendAsync(_admin, HttpMethod.Post, "/api/v1/messages", new { from = "bob", to = "alice", content = "x" });
        sent.EnsureSuccessStatusCode();
    }

    private Task<TestClient> ConnectAsync(string token, Action<OrchestratorClientOptions>? configure = null) =>
        TestClient.ConnectAsync(_host, configure: options =>
        {
            options.Token = token;
            configure?.Invoke(options);
        });

    private async Task<string> MakeAsync(object body)
    {
        using HttpResponseMessage made = await SendAsync(_admin, HttpMethod.Post, "/api/v1/tokens", body);
        made.EnsureSuccessStatusCode();
        using JsonDocument json = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("token").GetString()!;
    }

    private async Task<HttpResponseMessage> SendAsync(string token, HttpMethod method, string path, object? body = null)
    {
        using var http = new HttpClient { BaseAddress = _host.Url };
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (token.Length > 0) request.Headers.Authorization = new("Bearer", token);
        return await http.SendAsync(request);
    }

    private sealed class Observer : IMailboxObserver
    {
        private int _items;

        public int Items => Volatile.Read(ref _items);

        public Task Push(IReadOnlyList<InboxItem> items)
        {
            Interlocked.Add(ref _items, items.Count);
            return Task.CompletedTask;
        }

        public Task End(string code) => Task.CompletedTask;
    }
}
#endif
