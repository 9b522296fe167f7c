using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Messages;

public sealed class DeliveryListTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_tells_how_each_recipient_stands()
    {
        string done = SharedHost.Unique("a-done"), failed = SharedHost.Unique("b-failed"), waiting = SharedHost.Unique("c-waiting");
        using Answer sent = await _host.PostAsync("/api/v1/messages", new { from = "boss", to = new[] { waiting, failed, done }, content = "x" });
        using Answer fresh = await _host.GetAsync($"/api/v1/messages/{sent.Expect(HttpStatusCode.Created).Id}/deliveries");
        foreach (string agent in new[] { done, failed })
        {
            using Answer received = await _host.GetAsync($"/api/v1/agents/{agent}/inbox?wait=20");
            Assert.Single(received["items"].EnumerateArray());
        }

        using Answer acknowledged = await _host.PostAsync($"/api/v1/agents/{done}/inbox/{sent.Id}/ack");
        using Answer refused = await _host.PostAsync($"/api/v1/agents/{failed}/inbox/{sent.Id}/fail", new { reason = "no way" });
        using Answer list = await _host.GetAsync($"/api/v1/messages/{sent.Id}/deliveries?minPosition={refused.Position}");

        Assert.Equal(3, fresh.Expect(HttpStatusCode.OK)["items"].GetArrayLength());
        JsonElement[] items = [.. list.Expect(HttpStatusCode.OK)["items"].EnumerateArray()];
        Assert.Equal([done, failed, waiting], items.Select(i => i.GetProperty("recipient").GetString()));
        Assert.Equal("acknowledged", items[0].GetProperty("status").GetString());
        Assert.True(items[0].GetProperty("deliveryMs").GetInt64() >= 0);
        Assert.Equal(("failed", "no way", 1), (
            items[1].GetProperty("status").GetString(), items[1].GetProperty("lastError").GetString(), items[1].GetProperty("attempts").GetInt32()));
        Assert.Contains(items[2].GetProperty("status").GetString(), new[] { "pending", "queued" });
        Assert.All(items, i => Assert.Equal("inbox", i.GetProperty("method").GetString()));
    }

    [Fact]
    public async Task A_message_to_nobody_has_none_and_one_that_never_was_is_not_found()
    {
        using Answer conversation = await _host.PostAsync(
            "/api/v1/conversations", new { title = "alone", participants = new[] { new { agentId = "a" } } });
        using Answer sent = await _host.PostAsync($"/api/v1/conversations/{conversation.Id}/messages", new { from = "a", content = "x" });
        using Answer none = await _host.GetAsync($"/api/v1/messages/{sent.Expect(HttpStatusCode.Created).Id}/deliveries");
        using Answer missing = await _host.GetAsync("/api/v1/messages/msg_0_nothing00/deliveries");

        Assert.Empty(none.Expect(HttpStatusCode.OK)["items"].EnumerateArray());
        missing.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }
}
