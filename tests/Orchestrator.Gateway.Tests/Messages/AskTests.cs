using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;
using static Orchestrator.Gateway.Tests.Hosting.HttpRequests;

namespace Orchestrator.Gateway.Tests.Messages;

public sealed class AskTests : IAsyncLifetime
{
    private readonly string _asker = SharedHost.Unique("asker");
    private readonly string _expert = SharedHost.Unique("expert");
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_answer_is_the_calls_and_not_the_inboxs()
    {
        Task<Answer> asking = AskAsync(20);
        string request = await ReceiveAsync(_expert);
        using Answer responded = await RespondAsync(request, "42");
        using Answer asked = await asking;
        using Answer inbox = await _host.GetAsync($"/api/v1/agents/{_asker}/inbox");
        using Answer deliveries = await _host.GetAsync($"/api/v1/messages/{responded.Id}/deliveries?minPosition={asked.Position}");

        JsonElement response = asked.Expect(HttpStatusCode.OK)["response"];
        Assert.Equal(request, asked["request"].GetProperty("id").GetString());
        Assert.Equal((responded.Id, "42", request), (
            response.GetProperty("id").GetString(), response.GetProperty("content").GetString(), response.GetProperty("responseTo").GetString()));
        Assert.Equal(request, response.GetProperty("correlationId").GetString());
        Assert.Empty(inbox["items"].EnumerateArray());
        Assert.Equal("acknowledged", deliveries["items"].EnumerateArray().Single().GetProperty("status").GetString());
    }

    [Fact]
    public async Task Without_an_answer_in_time_it_is_504_and_a_late_one_comes_into_the_inbox()
    {
        using Answer asked = await AskAsync(0.2);
        string request = await ReceiveAsync(_expert);
        using Answer responded = await RespondAsync(request, "too late");

        asked.ExpectProblem(HttpStatusCode.GatewayTimeout, "deadline-exceeded");
        Assert.Contains(request, asked["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal(responded.Id, await ReceiveAsync(_asker));
    }

    [Fact]
    public async Task When_the_caller_has_gone_the_answer_comes_into_the_inbox_after_the_deadline()
    {
        using var leaving = new CancellationTokenSource();
        Task<Answer> asking = _host.SendAsync(Request(3), leaving.Token);
        string request = await ReceiveAsync(_expert);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        using Answer responded = await RespondAsync(request, "for nobody");
        using Answer before = await _host.GetAsync($"/api/v1/agents/{_asker}/inbox");

        Assert.Empty(before["items"].EnumerateArray());
        Assert.Equal(responded.Id, await ReceiveAsync(_asker));
    }

    [Fact]
    public async Task The_same_question_with_the_same_key_has_the_same_answer()
    {
        string key = SharedHost.Unique("key");
        Task<Answer> asking = _host.SendAsync(Request(20).With("Idempotency-Key", key));
        string request = await ReceiveAsync(_expert);
        using Answer responded = await RespondAsync(request, "once");
        using Answer asked = await asking;
        using Answer again = await _host.SendAsync(Request(20).With("Idempotency-Key", key));
        using Answer other = await _host.SendAsync(Request(19).With("Idempotency-Key", key));
        using Answer inbox = await _host.GetAsync($"/api/v1/agents/{_expert}/inbox");

        Assert.Equal(asked.Expect(HttpStatusCode.OK).Text, again.Expect(HttpStatusCode.OK).Text);
        other.ExpectProblem(HttpStatusCode.Conflict, "idempotency-conflict");
        Assert.Empty(inbox["items"].EnumerateArray());
    }

    [Fact]
    public async Task Any_one_of_a_group_may_be_asked()
    {
        string team = SharedHost.Unique("team");
        using Answer registered = await _host.PostAsync("/api/v1/agents", new { id = _expert, name = _expert, team });
        Task<Answer> asking = _host.PostAsync(
            "/api/v1/messages:ask", new { from = _asker, to = $"any-of:team:{team}", content = "who?", timeoutSeconds = 20 });
        string request = await ReceiveAsync(_expert);
        using Answer responded = await RespondAsync(request, "me");
        using Answer asked = await asking;

        Assert.Equal(_expert, asked.Expect(HttpStatusCode.OK)["response"].GetProperty("from").GetString());
    }

    [Theory]
    [InlineData("timeoutSeconds", "0")]
    [InlineData("timeoutSeconds", "601")]
    [InlineData("timeoutSeconds", "null")]
    [InlineData("timeoutSeconds", "1e400")]
    [InlineData("timeoutSeconds", "\"30\"")]
    [InlineData("responseWithinSeconds", "0.01")]
    [InlineData("responseWithinSeconds", "2592001")]
    [InlineData("responseWithinSeconds", "-1e300")]
    [InlineData("responseDeadline", "\"2001-01-01T00:00:00Z\"")]
    [InlineData("responseDeadline", "\"soon\"")]
    [InlineData("correlationId", "\"\"")]
    [InlineData("deliveryMethod", "\"pigeon\"")]
    [InlineData("coordinates.x", "{\"x\":-1,\"y\":0}")]
    [InlineData("coordinates.y", "{\"x\":0,\"y\":100001}")]
    [InlineData("coordinates.y", "{\"x\":0}")]
    [InlineData("coordinates.agent", "{\"x\":0,\"y\":0,\"agent\":\"a b\"}")]
    [InlineData("coordinates", "[1,2]")]
    [InlineData("requiresResponse", "\"yes\"")]
    public async Task What_is_wrong_with_a_question_is_named(string field, string value)
    {
        string name = field.Split('.')[0];
        using Answer refused = await _host.SendTextAsync(
            HttpMethod.Post, "/api/v1/messages:ask", $$"""{"from":"{{_asker}}","to":"{{_expert}}","content":"x","{{name}}":{{value}}}""");

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    [Fact]
    public async Task Two_deadlines_do_not_go_together()
    {
        using Answer refused = await _host.PostAsync("/api/v1/messages", new
        {
            from = _asker,
            to = _expert,
            content = "x",
            responseWithinSeconds = 5,
            responseDeadline = DateTimeOffset.MaxValue,
        });

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "responseWithinSeconds");
    }

    private HttpRequestMessage Request(double seconds) => Of(
        _host, HttpMethod.Post, "/api/v1/messages:ask",
        JsonSerializer.SerializeToUtf8Bytes(new { from = _asker, to = _expert, content = "what?", timeoutSeconds = seconds }));

    private Task<Answer> AskAsync(double seconds) => _host.SendAsync(Request(seconds));

    private async Task<Answer> RespondAsync(string request, string content) =>
        (await _host.PostAsync("/api/v1/messages", new { from = _expert, to = _asker, type = "response", responseTo = request, content }))
            .Expect(HttpStatusCode.Created);

    private async Task<string> ReceiveAsync(string agent)
    {
        using Answer received = await _host.GetAsync($"/api/v1/agents/{agent}/inbox?max=1&wait=20");
        return received.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("messageId").GetString()!;
    }
}
