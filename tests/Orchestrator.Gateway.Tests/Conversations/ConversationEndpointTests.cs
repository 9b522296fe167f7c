using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Conversations;

public sealed class ConversationEndpointTests : IAsyncLifetime
{
    private readonly string _a = SharedHost.Unique("a");
    private readonly string _b = SharedHost.Unique("b");
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Creating_answers_with_the_participants()
    {
        using Answer created = await CreateAsync();

        Assert.StartsWith("conv_", created.Id, StringComparison.Ordinal);
        Assert.Equal($"/api/v1/conversations/{created.Id}", created.Response.Headers.Location!.ToString());
        Assert.Equal([_a, _b], created["participants"].EnumerateArray().Select(p => p.GetProperty("agentId").GetString()).Order());
    }

    [Fact]
    public async Task A_list_finds_it_by_participant_and_status()
    {
        using Answer created = await CreateAsync();
        using Answer list = await _host.GetAsync($"/api/v1/conversations?participant={_b}&status=active&minPosition={created.Position}");
        using Answer closed = await _host.GetAsync($"/api/v1/conversations?participant={_b}&status=completed");

        Assert.Equal(created.Id, list.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("id").GetString());
        Assert.Equal(0, closed["total"].GetInt64());
    }

    [Fact]
    public async Task Messages_are_listed_in_order()
    {
        using Answer created = await CreateAsync();
        using Answer one = await SendAsync(created.Id, _a, "one");
        using Answer two = await SendAsync(created.Id, _b, "two");
        using Answer list = await _host.GetAsync($"/api/v1/conversations/{created.Id}/messages?minPosition={two.Position}");

        Assert.Equal($"/api/v1/messages/{one.Id}", one.Response.Headers.Location!.ToString());
        Assert.Equal(["one", "two"], list["items"].EnumerateArray().Select(m => m.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Only_participants_write()
    {
        using Answer created = await CreateAsync();
        using Answer stranger = await _host.PostAsync(
            $"/api/v1/conversations/{created.Id}/messages", new { from = "stranger", content = "x" });

        stranger.ExpectProblem(HttpStatusCode.Forbidden, stranger.Code!);
    }

    [Fact]
    public async Task Only_the_sender_edits()
    {
        using Answer created = await CreateAsync();
        using Answer sent = await SendAsync(created.Id, _a, "befor");
        string path = $"/api/v1/conversations/{created.Id}/messages/{sent.Id}";
        using Answer other = await _host.SendAsync(HttpMethod.Put, path, new { agentId = _b, content = "mine" });
        using Answer edited = await _host.SendAsync(HttpMethod.Put, path, new { agentId = _a, content = "after" });
        using Answer read = await _host.GetAsync($"/api/v1/messages/{sent.Id}?minPosition={edited.Position}");

        other.ExpectProblem(HttpStatusCode.Forbidden, other.Code!);
        Assert.Equal(1, edited.Expect(HttpStatusCode.OK)["editCount"].GetInt32());
        Assert.Equal("after", read["content"].GetString());
    }

    [Fact]
    public async Task A_message_is_edited_in_its_own_conversation_only()
    {
        using Answer created = await CreateAsync();
        using Answer other = await CreateAsync();
        using Answer sent = await SendAsync(created.Id, _a, "x");
        using Answer elsewhere = await _host.SendAsync(
            HttpMethod.Put, $"/api/v1/conversations/{other.Id}/messages/{sent.Id}", new { agentId = _a, content = "y" });
        using Answer nowhere = await _host.SendAsync(
            HttpMethod.Put, $"/api/v1/conversations/{created.Id}/messages/msg_1_nothing", new { agentId = _a, content = "y" });

        elsewhere.ExpectProblem(HttpStatusCode.NotFound, "not-found");
        nowhere.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Participants_come_and_go()
    {
        using Answer created = await CreateAsync();
        string path = $"/api/v1/conversations/{created.Id}/participants/third";
        using Answer joined = await _host.PostAsync(path, new { role = "reviewer" });
        using Answer left = await _host.SendAsync(HttpMethod.Delete, path);

        Assert.Equal("reviewer", Participant(joined, "third").GetProperty("role").GetString());
        Assert.Equal(JsonValueKind.String, Participant(left, "third").GetProperty("leftAt").ValueKind);
    }

    [Fact]
    public async Task A_participant_joins_without_a_body()
    {
        using Answer created = await CreateAsync();
        using Answer joined = await _host.PostAsync($"/api/v1/conversations/{created.Id}/participants/third");

        Assert.Equal("participant", Participant(joined, "third").GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_read_cursor_moves_forward()
    {
        using Answer created = await CreateAsync();
        using Answer sent = await SendAsync(created.Id, _a, "x");
        using Answer read = await _host.PostAsync($"/api/v1/conversations/{created.Id}/read", new { agentId = _b, sequence = 1 });

        Assert.Equal(1, Participant(read, _b).GetProperty("lastReadSequence").GetInt64());
    }

    [Fact]
    public async Task A_completed_conversation_takes_no_messages()
    {
        using Answer created = await CreateAsync();
        using Answer completed = await _host.PostAsync($"/api/v1/conversations/{created.Id}/complete");
        using Answer late = await _host.PostAsync($"/api/v1/conversations/{created.Id}/messages", new { from = _a, content = "x" });

        Assert.Equal("completed", completed.Expect(HttpStatusCode.OK)["status"].GetString());
        late.ExpectProblem(HttpStatusCode.Conflict, late.Code!);
        using Answer read = await _host.GetAsync($"/api/v1/conversations/{created.Id}");
        Assert.Equal("completed", read["status"].GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/messages")]
    public async Task One_that_never_was_is_not_found(string below)
    {
        using Answer missing = await _host.GetAsync($"/api/v1/conversations/conv_1_nothing{below}");

        missing.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("""{"title":"t","participants":[null]}""", "participants[0]")]
    [InlineData("""{"title":"t","participants":[{"agentId":"a"},{"role":"x"}]}""", "participants[1].agentId")]
    [InlineData("""{"title":"t","participants":[{"agentId":"a b"}]}""", "participants[0].agentId")]
    [InlineData("""{"title":"t","participants":[{"agentId":"a","rôle":"x"}]}""", "participants[0].rôle")]
    [InlineData("""{"title":"t","participants":{}}""", "participants")]
    [InlineData("""{"title":null}""", "title")]
    [InlineData("""{"participants":[]}""", "title")]
    public async Task A_bad_field_is_named_with_its_path(string body, string field)
    {
        using Answer refused = await _host.SendTextAsync(HttpMethod.Post, "/api/v1/conversations", body);

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    private async Task<Answer> CreateAsync() => (await _host.PostAsync(
        "/api/v1/conversations",
        new { title = "plan", participants = new[] { new { agentId = _a }, new { agentId = _b } } })).Expect(HttpStatusCode.Created);

    private async Task<Answer> SendAsync(string id, string from, string content) =>
        (await _host.PostAsync($"/api/v1/conversations/{id}/messages", new { from, content })).Expect(HttpStatusCode.Created);

    private static JsonElement Participant(Answer conversation, string agent) =>
        conversation.Expect(HttpStatusCode.OK)["participants"].EnumerateArray().Single(p => p.GetProperty("agentId").GetString() == agent);
}
