using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Inbox;

public sealed class DeadLetterEndpointTests : IAsyncLifetime
{
    private readonly string _agent = SharedHost.Unique("dead");
    private TestHost _host = null!;

    private string Path => $"/api/v1/agents/{_agent}";

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_message_given_back_too_often_is_listed_and_requeued()
    {
        string id = await SendAndReceiveAsync(maxRetries: 1);
        using Answer first = await _host.PostAsync($"{Path}/inbox/{id}/nack", new { delaySeconds = 0, reason = "busy" });
        Assert.Equal("queued", first.Expect(HttpStatusCode.OK)["status"].GetString());
        await ReceiveAsync();
        using Answer second = await _host.PostAsync($"{Path}/inbox/{id}/nack", new { reason = "still busy" });
        Assert.Equal("dead-lettered", second.Expect(HttpStatusCode.OK)["status"].GetString());

        using Answer listed = await _host.GetAsync($"{Path}/dead-letters?minPosition={second.Position}");
        JsonElement dead = listed.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single();
        Assert.Equal((id, "dead-lettered", 2), (dead.GetProperty("messageId").GetString(), dead.GetProperty("status").GetString(), dead.GetProperty("attempts").GetInt32()));
        Assert.Equal("given back: still busy", dead.GetProperty("lastError").GetString());

        using Answer requeued = await _host.PostAsync($"{Path}/dead-letters/{id}/requeue");
        Assert.Equal("queued", requeued.Expect(HttpStatusCode.OK)["status"].GetString());
        Assert.Equal(id, (await ReceiveAsync()).GetProperty("messageId").GetString());
        using Answer none = await _host.GetAsync($"{Path}/dead-letters?minPosition={requeued.Position}");
        Assert.Empty(none.Expect(HttpStatusCode.OK)["items"].EnumerateArray());
    }

    [Fact]
    public async Task A_failed_message_stands_among_the_dead_letters_with_its_reason()
    {
        string id = await SendAndReceiveAsync(maxRetries: 3);

        using Answer failed = await _host.PostAsync($"{Path}/inbox/{id}/fail", new { reason = "no such branch" });

        Assert.Equal("failed", failed.Expect(HttpStatusCode.OK)["status"].GetString());
        using Answer listed = await _host.GetAsync($"{Path}/dead-letters?minPosition={failed.Position}");
        Assert.Equal("no such branch", listed["items"].EnumerateArray().Single().GetProperty("lastError").GetString());
    }

    [Fact]
    public async Task Bad_input_names_the_field()
    {
        string id = await SendAndReceiveAsync(maxRetries: 3);

        using Answer delay = await _host.PostAsync($"{Path}/inbox/{id}/nack", new { delaySeconds = -1 });
        using Answer reason = await _host.PostAsync($"{Path}/inbox/{id}/fail", new { reason = "" });
        using Answer retries = await _host.PostAsync("/api/v1/messages", new { from = "a", to = _agent, content = "x", maxRetries = 101 });
        using Answer other = await _host.PostAsync($"{Path}/dead-letters/other/requeue");

        Assert.Equal("delaySeconds", delay.Expect(HttpStatusCode.BadRequest)["field"].GetString());
        Assert.Equal("reason", reason.Expect(HttpStatusCode.BadRequest)["field"].GetString());
        Assert.Equal("maxRetries", retries.Expect(HttpStatusCode.BadRequest)["field"].GetString());
        other.Expect(HttpStatusCode.NotFound);
    }

    private async Task<string> SendAndReceiveAsync(int maxRetries)
    {
        using Answer sent = await _host.PostAsync("/api/v1/messages", new { from = "a", to = _agent, content = "work", maxRetries });
        sent.Expect(HttpStatusCode.Created);
        Assert.Equal(sent.Id, (await ReceiveAsync()).GetProperty("messageId").GetString());
        return sent.Id;
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        using Answer received = await _host.GetAsync($"{Path}/inbox?wait=20&lease=60");
        return received.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().Clone();
    }
}
