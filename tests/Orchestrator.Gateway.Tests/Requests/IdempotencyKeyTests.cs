using System.Net;
using System.Text;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Requests;

public sealed class IdempotencyKeyTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("a b")]
    [InlineData("tab\tbed")]
    [InlineData("")]
    [InlineData("256 of k")]
    public async Task A_key_that_is_not_1_to_255_visible_ascii_is_refused(string key)
    {
        if (key == "256 of k") key = new string('k', 256);
        using Answer refused = await _host.SendAsync(
            HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/sessions", "{}"u8.ToArray()).With("Idempotency-Key", key));

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "Idempotency-Key");
    }

    [Fact]
    public async Task A_key_is_kept_with_the_command_and_with_no_other()
    {
        string id = SharedHost.Unique("keyed");
        using Answer created = await _host.SendAsync(
            HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/sessions", Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""))
                .With("Idempotency-Key", "key-1"));
        using Answer updated = await _host.SendAsync(HttpMethod.Patch, $"/api/v1/sessions/{id}", new { name = "n" });

        Assert.Contains("\"key-1\"", await _host.MetadataAsync(created.Position), StringComparison.Ordinal);
        Assert.DoesNotContain("key-1", await _host.MetadataAsync(updated.Position), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/sessions", """{"name":"n"}""", """{"name":"other"}""")]
    [InlineData("/api/v1/agents", """{"name":"n"}""", """{"name":"other"}""")]
    [InlineData("/api/v1/conversations", """{"title":"t"}""", """{"title":"other"}""")]
    [InlineData("/api/v1/messages", """{"from":"idem-a","to":"idem-b","content":1}""", """{"from":"idem-a","to":"idem-b","content":2}""")]
    public async Task Posting_twice_with_one_key_makes_one_thing(string path, string body, string other)
    {
        string key = SharedHost.Unique("post");
        using Answer first = await PostAsync(path, body, key);
        using Answer again = await PostAsync(path, body, key);
        using Answer conflict = await PostAsync(path, other, key);
        using Answer another = await PostAsync(path, body, SharedHost.Unique("post"));

        first.Expect(HttpStatusCode.Created);
        again.Expect(HttpStatusCode.Created);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first.Position, again.Position);
        Assert.Equal(first.Response.Headers.Location, again.Response.Headers.Location);
        conflict.ExpectProblem(HttpStatusCode.Conflict, "idempotency-conflict");
        Assert.NotEqual(first.Id, another.Expect(HttpStatusCode.Created).Id);
    }

    [Fact]
    public async Task Concurrent_posts_with_one_key_send_one_message_to_a_conversation()
    {
        string key = SharedHost.Unique("send");
        using Answer conversation = await _host.PostAsync(
            "/api/v1/conversations", new { title = "t", participants = new[] { new { agentId = "idem-a" }, new { agentId = "idem-b" } } });
        string path = $"/api/v1/conversations/{conversation.Id}/messages";

        Answer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => PostAsync(path, """{"from":"idem-a","content":"x"}""", key)));

        Assert.Single(answers.Select(answer => answer.Expect(HttpStatusCode.Created).Text).Distinct());
        using Answer now = await _host.GetAsync($"/api/v1/conversations/{conversation.Id}");
        Assert.Equal(1, now["messageCount"].GetInt64());
        foreach (Answer answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Receiving_takes_no_key()
    {
        string agent = SharedHost.Unique("receiver");
        string key = SharedHost.Unique("receive");
        for (int i = 0; i < 2; i++)
        {
            using Answer sent = await _host.PostAsync("/api/v1/messages", new { from = "idem-a", to = agent, content = i });
            using Answer received = await _host.SendAsync(
                HttpRequests.Of(_host, HttpMethod.Get, $"/api/v1/agents/{agent}/inbox?wait=10").With("Idempotency-Key", key));
            Assert.Equal(sent.Id, received.Expect(HttpStatusCode.OK)["items"][0].GetProperty("messageId").GetString());
        }
    }

    private Task<Answer> PostAsync(string path, string body, string key) => _host.SendAsync(
        HttpRequests.Of(_host, HttpMethod.Post, path, Encoding.UTF8.GetBytes(body)).With("Idempotency-Key", key));
}
