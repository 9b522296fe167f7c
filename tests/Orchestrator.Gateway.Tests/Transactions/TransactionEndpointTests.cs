using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Transactions;

public sealed class TransactionEndpointTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Commands_become_true_together_and_each_is_answered()
    {
        string session = SharedHost.Unique("session");
        string task = SharedHost.Unique("task");

        using Answer done = await _host.PostAsync("/api/v1/transactions", new
        {
            commands = new object[]
            {
                new { command = "create-session", body = new { id = session, name = "together" } },
                new { body = new { id = task, title = "first", sessionId = session }, command = "create-task" },
                new { command = "log-session-event", sessionId = session, body = new { eventType = "begun" } },
            },
        });

        done.Expect(HttpStatusCode.OK);
        Assert.Equal(["together", "first", "begun"], new[] { "name", "title", "eventType" }.Select((field, i) => done["results"][i].GetProperty(field).GetString()));
        using Answer read = await _host.GetAsync($"/api/v1/tasks?sessionId={session}&minPosition={done.Position}");
        Assert.Equal(1, read.Expect(HttpStatusCode.OK)["total"].GetInt64());
        using Answer alone = await _host.GetAsync($"/api/v1/tasks/{task}");
        Assert.Equal(alone.Text, done["results"][1].GetRawText());
    }

    [Fact]
    public async Task Command_that_cannot_be_done_undoes_all_and_is_named()
    {
        string session = SharedHost.Unique("session");
        using Answer refused = await _host.PostAsync("/api/v1/transactions", new
        {
            commands = new object[]
            {
                new { command = "create-session", body = new { id = session } },
                new { command = "complete-task", taskId = "nowhere", body = new { } },
            },
        });

        refused.ExpectProblem(HttpStatusCode.NotFound, "not-found");
        using Answer read = await _host.GetAsync($"/api/v1/sessions/{session}");
        read.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("""{"commands":[]}""", "commands")]
    [InlineData("""{"commands":[null]}""", "commands[0]")]
    [InlineData("""{"commands":[{"command":"create-session","body":{"name":7}}]}""", "commands[0].body.name")]
    [InlineData("""{"commands":[{"command":"create-session","body":{}},{"command":"terminate-session","sessionId":"s","body":{"reason":""}}]}""", "commands[1].body.reason")]
    [InlineData("""{"commands":[{"command":"end-session","body":{}}]}""", "commands[0].sessionId")]
    public async Task Bad_command_names_its_field(string body, string field)
    {
        using Answer answer = await _host.SendTextAsync(HttpMethod.Post, "/api/v1/transactions", body);

        answer.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    [Theory]
    [InlineData("""{"commands":[{"command":"drop-tables","body":{}}]}""", "commands[0].command")]
    [InlineData("""{"commands":[{"body":{}}]}""", "commands[0].command")]
    [InlineData("""{"commands":[7]}""", "commands[0]")]
    public async Task Unknown_command_is_refused(string body, string field)
    {
        using Answer answer = await _host.SendTextAsync(HttpMethod.Post, "/api/v1/transactions", body);

        answer.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    [Fact]
    public async Task Transaction_with_a_key_is_carried_out_once()
    {
        string key = SharedHost.Unique("key");
        object transaction = new { commands = new object[] { new { command = "create-session", body = new { name = key } } } };

        using Answer first = await _host.SendAsync(Keyed("/api/v1/transactions", transaction, key));
        using Answer second = await _host.SendAsync(Keyed("/api/v1/transactions", transaction, key));

        Assert.Equal(first.Expect(HttpStatusCode.OK).Text, second.Expect(HttpStatusCode.OK).Text);
        Assert.Equal(first.Position, second.Position);
        Assert.Equal(JsonValueKind.Null, first["results"][0].GetProperty("endedAt").ValueKind);
    }

    private HttpRequestMessage Keyed(string path, object body, string key) =>
        HttpRequests.Of(_host, HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body)).With("Idempotency-Key", key);
}
