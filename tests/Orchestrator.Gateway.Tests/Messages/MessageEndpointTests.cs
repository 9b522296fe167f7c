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

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[\"a\",null]")]
    [InlineData("[[\"a\"]]")]
    [InlineData("[\"a\",\"team:x\"]")]
    [InlineData("{\"id\":\"a\"}")]
    [InlineData("\"a,b\"")]
    [InlineData("\"team:\"")]
    [InlineData("\"any-of:a\"")]
    [InlineData("\"any-of:any-of:team:x\"")]
    [InlineData("\"team:a\\u0000b\"")]
    public async Task What_is_no_recipient_is_refused(string to)
    {
        using Answer refused = await _host.SendTextAsync(
            HttpMethod.Post, "/api/v1/messages", $$"""{"from":"{{_from}}","to":{{to}},"content":"x"}""");
        using Answer asked = await _host.SendTextAsync(
            HttpMethod.Post, "/api/v1/messages:ask", $$"""{"from":"{{_from}}","to":{{to}},"content":"x"}""");

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "to");
        asked.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "to");
    }

    [Fact]
    public async Task A_message_needs_a_recipient()
    {
        using Answer without = await _host.PostAsync("/api/v1/messages", new { from = _from, content = "x" });

        without.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "to");
    }

    [Fact]
    public async Task More_than_1000_recipients_are_refused()
    {
        string[] many = [.. Enumerable.Range(0, 1_001).Select(i => $"a{i}")];
        using Answer refused = await _host.PostAsync("/api/v1/messages", new { from = _from, to = many, content = "x" });

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "to");
    }

    [Fact]
    public async Task A_message_to_several_agents_reaches_each_and_is_one_message()
    {
        string other = SharedHost.Unique("other");
        using Answer sent = await _host.PostAsync("/api/v1/messages", new { from = _from, to = new[] { _to, other, _to }, content = "both" });
        using Answer first = await _host.GetAsync($"/api/v1/agents/{_to}/inbox?wait=20");
        using Answer second = await _host.GetAsync($"/api/v1/agents/{other}/inbox?wait=20");
        using Answer own = await _host.GetAsync($"/api/v1/agents/{_from}/inbox");
        using Answer read = await _host.GetAsync($"/api/v1/messages/{sent.Id}?minPosition={second.Position}");
        using Answer listed = await _host.GetAsync($"/api/v1/messages?to={other}");

        Assert.Equal([_to, other], sent.Expect(HttpStatusCode.Created)["to"].EnumerateArray().Select(a => a.GetString()));
        Assert.Equal(sent.Id, first["items"].EnumerateArray().Single().GetProperty("messageId").GetString());
        Assert.Equal(sent.Id, second["items"].EnumerateArray().Single().GetProperty("messageId").GetString());
        Assert.Empty(own["items"].EnumerateArray());
        Assert.Equal([_to, other], read["to"].EnumerateArray().Select(a => a.GetString()));
        Assert.Equal(["both"], Contents(listed));
    }

    [Fact]
    public async Task A_message_shows_what_was_asked_of_its_delivery()
    {
        using Answer sent = await _host.PostAsync("/api/v1/messages", new
        {
            from = _from,
            to = _to,
            content = "x",
            requiresResponse = true,
            responseWithinSeconds = 60,
            correlationId = "order-7",
            deliveryMethod = "inbox",
            coordinates = new { x = 10, y = 20 },
        });
        using Answer read = await _host.GetAsync($"/api/v1/messages/{sent.Expect(HttpStatusCode.Created).Id}");
        using Answer listed = await _host.GetAsync($"/api/v1/messages?from={_from}");

        foreach (System.Text.Json.JsonElement message in new[] { sent.Body, read.Expect(HttpStatusCode.OK).Body, listed["items"][0] })
        {
            Assert.True(message.GetProperty("requiresResponse").GetBoolean());
            Assert.Equal("order-7", message.GetProperty("correlationId").GetString());
            Assert.Equal("inbox", message.GetProperty("deliveryMethod").GetString());
            Assert.Equal((10, 20), (message.GetProperty("coordinates").GetProperty("x").GetInt32(), message.GetProperty("coordinates").GetProperty("y").GetInt32()));
            Assert.Equal(
                TimeSpan.FromSeconds(60), message.GetProperty("responseDeadline").GetDateTimeOffset() - message.GetProperty("createdAt").GetDateTimeOffset());
        }
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
