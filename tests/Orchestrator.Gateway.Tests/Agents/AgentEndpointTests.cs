using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Agents;

public sealed class AgentEndpointTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Registering_makes_an_id_from_the_name()
    {
        string name = SharedHost.Unique("reviewer");
        using Answer registered = await _host.PostAsync("/api/v1/agents", new { name, type = "code-reviewer", capabilities = new[] { "review" } });

        registered.Expect(HttpStatusCode.Created);
        Assert.StartsWith($"agent_{name}_", registered.Id, StringComparison.Ordinal);
        Assert.Equal($"/api/v1/agents/{registered.Id}", registered.Response.Headers.Location!.ToString());
        Assert.Equal("inactive", registered["status"].GetString());
        Assert.Equal(1, registered["epoch"].GetInt64());
    }

    [Fact]
    public async Task Registering_again_begins_the_next_incarnation()
    {
        string id = SharedHost.Unique("again");
        using Answer first = await _host.PostAsync("/api/v1/agents", new { id, name = id });
        using Answer second = await _host.PostAsync("/api/v1/agents", new { id, name = id });

        Assert.Equal(2, second.Expect(HttpStatusCode.Created)["epoch"].GetInt64());
    }

    [Fact]
    public async Task A_heartbeat_without_a_body_makes_an_agent_active()
    {
        using Answer agent = await RegisterAsync();
        using Answer beat = await _host.PostAsync($"/api/v1/agents/{agent.Id}/heartbeat");
        using Answer active = await _host.GetAsync($"/api/v1/agents/active?minPosition={beat.Position}");

        Assert.Equal("active", beat.Expect(HttpStatusCode.OK)["status"].GetString());
        Assert.Equal("alive", beat["liveness"].GetString());
        Assert.Contains(active["items"].EnumerateArray(), a => a.GetProperty("id").GetString() == agent.Id);
    }

    [Fact]
    public async Task A_heartbeat_carries_what_the_agent_does_and_its_numbers()
    {
        using Answer agent = await RegisterAsync();
        using Answer beat = await _host.PostAsync(
            $"/api/v1/agents/{agent.Id}/heartbeat", new { status = "busy", currentTask = "task-1", metrics = new { cpu = 0.5 } });
        using Answer read = await _host.GetAsync($"/api/v1/agents/{agent.Id}");

        beat.Expect(HttpStatusCode.OK);
        Assert.Equal("busy", read["status"].GetString());
        Assert.Equal("task-1", read["currentTask"].GetString());
        Assert.Equal(0.5, read["metrics"].GetProperty("cpu").GetDouble());
    }

    [Fact]
    public async Task An_update_changes_the_profile_and_a_list_finds_it_by_team()
    {
        string team = SharedHost.Unique("team");
        using Answer agent = await RegisterAsync();
        using Answer updated = await _host.SendAsync(HttpMethod.Patch, $"/api/v1/agents/{agent.Id}", new { team, pid = 42 });
        using Answer list = await _host.GetAsync($"/api/v1/agents?team={team}&minPosition={updated.Position}");

        Assert.Equal(42, updated.Expect(HttpStatusCode.OK)["pid"].GetInt32());
        Assert.Equal(agent.Id, list.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_deleted_agent_is_not_found_and_neither_is_one_that_never_was()
    {
        using Answer agent = await RegisterAsync();
        using Answer deleted = await _host.SendAsync(HttpMethod.Delete, $"/api/v1/agents/{agent.Id}");
        deleted.Expect(HttpStatusCode.OK);

        foreach (string path in new[] { $"/api/v1/agents/{agent.Id}", "/api/v1/agents/nobody", "/api/v1/agents/nobody/statistics", "/api/v1/agents/nobody/activity" })
        {
            using Answer read = await _host.GetAsync(path);
            read.ExpectProblem(HttpStatusCode.NotFound, "not-found");
        }
    }

    [Fact]
    public async Task Statistics_and_activity_follow_the_messages()
    {
        using Answer agent = await RegisterAsync();
        using Answer sent = await _host.PostAsync("/api/v1/messages", new { from = agent.Id, to = SharedHost.Unique("peer"), content = "hello" });
        using Answer statistics = await _host.GetAsync($"/api/v1/agents/{agent.Id}/statistics?minPosition={sent.Position}");
        using Answer activity = await _host.GetAsync($"/api/v1/agents/{agent.Id}/activity?minPosition={sent.Position}");

        Assert.Equal(1, statistics.Expect(HttpStatusCode.OK)["totalMessagesSent"].GetInt64());
        Assert.Contains("message_sent", activity.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(a => a.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Peers_are_listed_with_what_went_between_them_and_an_unknown_agent_has_none()
    {
        using Answer agent = await RegisterAsync();
        string peer = SharedHost.Unique("peer");
        using Answer none = await _host.GetAsync($"/api/v1/agents/{agent.Id}/statistics/peers");
        using Answer sent = await _host.PostAsync("/api/v1/messages", new { from = agent.Id, to = peer, content = "hello" });
        using Answer peers = await _host.GetAsync($"/api/v1/agents/{agent.Id}/statistics/peers?minPosition={sent.Position}");
        using Answer unknown = await _host.GetAsync("/api/v1/agents/nobody/statistics/peers");

        Assert.Equal(0, none.Expect(HttpStatusCode.OK)["total"].GetInt64());
        JsonElement one = peers.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single();
        Assert.Equal((peer, 1L, 0L, 1L), (
            one.GetProperty("peerId").GetString(), one.GetProperty("sent").GetInt64(), one.GetProperty("received").GetInt64(), one.GetProperty("pending").GetInt64()));
        unknown.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task What_an_agent_holds_is_shown_and_lists_filter_by_liveness_and_department()
    {
        string department = SharedHost.Unique("department");
        string id = SharedHost.Unique("holder");
        using Answer registered = await _host.PostAsync("/api/v1/agents", new { id, name = id, department });
        using Answer sent = await _host.PostAsync("/api/v1/messages", new { from = "boss", to = id, content = "work" });
        using Answer received = await _host.GetAsync($"/api/v1/agents/{id}/inbox?max=1&wait=20");
        using Answer beat = await _host.PostAsync($"/api/v1/agents/{id}/heartbeat");
        using Answer agent = await _host.GetAsync($"/api/v1/agents/{id}?minPosition={beat.Position}");
        using Answer alive = await _host.GetAsync($"/api/v1/agents?department={department}&liveness=alive&minPosition={beat.Position}");
        using Answer stalled = await _host.GetAsync($"/api/v1/agents?department={department}&liveness=stalled");
        using Answer wrong = await _host.GetAsync("/api/v1/agents?liveness=dead");

        string message = received["items"][0].GetProperty("messageId").GetString()!;
        Assert.Equal(("alive", 1L, $"message/{message}"), (
            agent.Expect(HttpStatusCode.OK)["liveness"].GetString(), agent["holdsCount"].GetInt64(), agent["holds"][0].GetString()));
        Assert.Equal(id, alive["items"].EnumerateArray().Single().GetProperty("id").GetString());
        Assert.Equal(0, stalled["total"].GetInt64());
        wrong.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "liveness");
    }

    [Fact]
    public async Task Where_messages_are_brought_is_registered_changed_and_shown()
    {
        string id = SharedHost.Unique("endpoint");
        using Answer registered = await _host.PostAsync("/api/v1/agents", new
        {
            id,
            name = id,
            department = "research",
            delivery = new { method = "webhook", webhookUrl = "http://127.0.0.1:1/hook" },
        });
        using Answer updated = await _host.SendAsync(
            HttpMethod.Patch, $"/api/v1/agents/{id}", new { delivery = new { tmuxPane = "work:0.1", coordinates = new { x = 1, y = 2 } } });
        using Answer read = await _host.GetAsync($"/api/v1/agents/{id}?minPosition={updated.Position}");
        using Answer listed = await _host.GetAsync("/api/v1/agents?department=research");

        Assert.Equal("webhook", registered.Expect(HttpStatusCode.Created)["delivery"].GetProperty("method").GetString());
        foreach (JsonElement agent in new[] { read.Expect(HttpStatusCode.OK).Body, listed["items"][0] })
        {
            Assert.Equal("research", agent.GetProperty("department").GetString());
            Assert.Equal("work:0.1", agent.GetProperty("delivery").GetProperty("tmuxPane").GetString());
            Assert.Equal(2, agent.GetProperty("delivery").GetProperty("coordinates").GetProperty("y").GetInt32());
        }
    }

    [Theory]
    [InlineData("delivery", "\"webhook\"")]
    [InlineData("delivery.method", "{\"method\":\"webhook\"}")]
    [InlineData("delivery.method", "{\"method\":\"tmux\"}")]
    [InlineData("delivery.method", "{\"method\":\"gui\"}")]
    [InlineData("delivery.method", "{\"method\":\"pigeon\"}")]
    [InlineData("delivery.webhookUrl", "{\"webhookUrl\":\"file:///etc/passwd\"}")]
    [InlineData("delivery.webhookUrl", "{\"webhookUrl\":\"http://user:secret@host/\"}")]
    [InlineData("delivery.webhookUrl", "{\"webhookUrl\":\"/relative\"}")]
    [InlineData("delivery.webhookUrl", "{\"webhookUrl\":\"\"}")]
    [InlineData("delivery.tmuxPane", "{\"tmuxPane\":\"-t evil\"}")]
    [InlineData("delivery.tmuxPane", "{\"tmuxPane\":\"a;kill-server\"}")]
    [InlineData("delivery.tmuxPane", "{\"tmuxPane\":\"$(reboot)\"}")]
    [InlineData("delivery.coordinates.x", "{\"coordinates\":{\"x\":100001,\"y\":0}}")]
    [InlineData("delivery.coordinates.y", "{\"coordinates\":{\"x\":1,\"y\":99999999999}}")]
    [InlineData("delivery.password", "{\"password\":\"x\"}")]
    public async Task A_bad_endpoint_is_named(string field, string delivery)
    {
        using Answer register = await _host.SendTextAsync(HttpMethod.Post, "/api/v1/agents", $$"""{"name":"x","delivery":{{delivery}}}""");
        using Answer update = await _host.SendTextAsync(HttpMethod.Patch, "/api/v1/agents/x", $$"""{"delivery":{{delivery}}}""");

        register.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
        update.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    private async Task<Answer> RegisterAsync() =>
        (await _host.PostAsync("/api/v1/agents", new { name = SharedHost.Unique("agent") })).Expect(HttpStatusCode.Created);
}
