using System.Net;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Messages;

public sealed class MessageEndpointTests : IAsyncLifetime
{
    private readonly string _from = SharedHost.Unique("from");
    private readonly string _to = SharedHost.Unique("to");
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_message_that_was_acknowledged_is_found_at_once()
    {
        for (int i = 0; i < 20; i++)
        {
            using Answer sent = await SendAsync($"number {i}");
            using Answer read = await _host.GetAsync(sent.Response.Headers.Location!.ToString());
            Assert.Equal($"number {i}", read.Expect(HttpStatusCode.OK)["content"].GetString());
        }
    }

    [Fact]
    public async Task A_message_has_the_defaults_of_a_text()
    {
        using Answer sent = await SendAsync("hello");

        Assert.Equal("text", sent.Expect(HttpStatusCode.Created)["type"].GetString());
        Assert.Equal(2, sent["priority"].GetInt32());
        Assert.Equal(1, sent["sequence"].GetInt64());
    }

    [Theory]
    [InlineData("\"a text\"")]
    [InlineData("{\"a\":[1,2.50,null,true]}")]
    [InlineData("[]")]
    [InlineData("0")]
    [InlineData("\"\\u0000 and 🙂 and <b>\"")]
    public async Task Content_of_any_kind_is_kept_as_given(string content)
    {
        using Answer sent = await _host.SendTextAsync(
            HttpMethod.Post, "/api/v1/messages", $$"""{"from":"{{_from}}","to":"{{_to}}","content":{{content}}}""");
        using Answer read = await _host.GetAsync($"/api/v1/messages/{sent.Expect(HttpStatusCode.Created).Id}");

        using var expected = System.Text.Json.JsonDocument.Parse(content);
        Assert.True(System.Text.Json.JsonElement.DeepEquals(expected.RootElement, sent["content"]), sent.Text);
        Assert.True(System.Text.Json.JsonElement.DeepEquals(expected.RootElement, read.Expect(HttpStatusCode.OK)["content"]), read.Text);
    }

    [Fact]
    public async Task A_message_needs_a_recipient_and_a_group_is_none()
    {
        using Answer without = await _host.PostAsync("/api/v1/messages", new { from = _from, content = "x" });
        using Answer group = await _host.PostAsync("/api/v1/messages", new { from = _from, to = "team:x", content = "x" });

        without.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "to");
        group.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "to");
    }

    [Fact]
    public async Task What_two_agents_wrote_to_each_other_is_listed_newest_first()
    {
        using Answer first = await SendAsync("first");
        using Answer second = await _host.PostAsync("/api/v1/messages", new { from = _to, to = _from, content = "second" });
        using Answer both = await _host.GetAsync($"/api/v1/messages?between={_from},{_to}&limit=5&minPosition={second.Position}");
        using Answer one = await _host.GetAsync($"/api/v1/messages?between={_to},{_from}&limit=1&minPosition={second.Position}");

        Assert.Equal(["second", "first"], Contents(both));
        Assert.Equal(["second"], Contents(one));
    }

    [Fact]
    public async Task A_list_is_filtered_by_sender_recipient_and_type()
    {
        using Answer text = await SendAsync("text");
        using Answer command = await _host.PostAsync("/api/v1/messages", new { from = _from, to = _to, type = "command", content = "command" });
        using Answer bySender = await _host.GetAsync($"/api/v1/messages?from={_from}&minPosition={command.Position}");
        using Answer byAll = await _host.GetAsync($"/api/v1/messages?from={_from}&to={_to}&type=command");

        Assert.Equal(["command", "text"], Contents(bySender));
        Assert.Equal(["command"], Contents(byAll));
    }

    [Theory]
    [InlineData("between=a", "between")]
    [InlineData("between=a,b,c", "between")]
    [InlineData("between=a,b%20", "between")]
    [InlineData("between=a,b&page=2", "page")]
    [InlineData("between=a,b&from=a", "from")]
    [InlineData("between=a,b&limit=0", "limit")]
    [InlineData("limit=5", "limit")]
    public async Task The_two_lists_do_not_mix(string query, string field)
    {
        using Answer refused = await _host.GetAsync($"/api/v1/messages?{query}");

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    [Fact]
    public async Task A_message_that_never_was_is_not_found()
    {
        using Answer missing = await _host.GetAsync("/api/v1/messages/msg_0_nothing00");

        missing.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_message_id_is_used_once()
    {
        string id = SharedHost.Unique("msg");
        using Answer first = await _host.PostAsync("/api/v1/messages", new { id, from = _from, to = _to, content = 1 });
        using Answer second = await _host.PostAsync("/api/v1/messages", new { id, from = _from, to = _to, content = 2 });

        Assert.Equal(id, first.Expect(HttpStatusCode.Created).Id);
        second.ExpectProblem(HttpStatusCode.Conflict, second.Code!);
    }

    private async Task<Answer> SendAsync(string content) =>
        (await _host.PostAsync("/api/v1/messages", new { from = _from, to = _to, content })).Expect(HttpStatusCode.Created);

    private static IEnumerable<string?> Contents(Answer list) =>
        list.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(m => m.GetProperty("content").GetString());
}
