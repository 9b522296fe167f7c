using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Sessions;

public sealed class SessionEndpointTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Creating_answers_201_with_its_address_and_its_journal_position()
    {
        using Answer created = await _host.PostAsync("/api/v1/sessions", new { name = "review", type = "director" });

        created.Expect(HttpStatusCode.Created);
        Assert.Equal($"/api/v1/sessions/{created.Id}", created.Response.Headers.Location!.ToString());
        Assert.StartsWith("session_", created.Id, StringComparison.Ordinal);
        Assert.True(created.Position > 0);
        Assert.Equal("active", created["status"].GetString());
        Assert.Equal(JsonValueKind.Null, created["endedAt"].ValueKind);
        using Answer read = await _host.GetAsync($"/api/v1/sessions/{created.Id}");
        Assert.Equal(created.Text, read.Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Creating_without_a_body_creates_an_active_session()
    {
        using Answer created = await _host.PostAsync("/api/v1/sessions");

        Assert.Equal("active", created.Expect(HttpStatusCode.Created)["type"].GetString());
    }

    [Fact]
    public async Task Creating_with_an_id_that_was_used_is_a_conflict()
    {
        string id = SharedHost.Unique("session");
        using Answer first = await _host.PostAsync("/api/v1/sessions", new { id });
        using Answer second = await _host.PostAsync("/api/v1/sessions", new { id });

        first.Expect(HttpStatusCode.Created);
        second.ExpectProblem(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task A_list_given_the_position_of_a_command_has_what_it_changed()
    {
        string name = SharedHost.Unique("listed");
        using Answer created = await _host.PostAsync("/api/v1/sessions", new { name });
        using Answer list = await _host.GetAsync($"/api/v1/sessions?name={name}&minPosition={created.Position}");

        Assert.Equal(1, list.Expect(HttpStatusCode.OK)["total"].GetInt64());
        Assert.Equal(created.Id, list["items"][0].GetProperty("id").GetString());
        Assert.Equal(1, list["page"].GetInt32());
        Assert.Equal(50, list["pageSize"].GetInt32());
    }

    [Fact]
    public async Task A_list_has_pages_filters_and_an_order()
    {
        string type = SharedHost.Unique("type");
        long position = 0;
        foreach (string name in new[] { "b", "c", "a" })
        {
            using Answer created = await _host.PostAsync("/api/v1/sessions", new { name, type });
            position = created.Position;
        }

        using Answer page = await _host.GetAsync(
            $"/api/v1/sessions?type={type}&status=active&pageSize=2&page=2&orderBy=name%20asc&minPosition={position}");
        Assert.Equal(3, page.Expect(HttpStatusCode.OK)["total"].GetInt64());
        Assert.Equal("c", page["items"].EnumerateArray().Single().GetProperty("name").GetString());
    }

    [Fact]
    public async Task An_update_changes_what_is_given_and_leaves_the_rest()
    {
        using Answer created = await _host.PostAsync("/api/v1/sessions", new { name = "before", branch = "main" });
        using Answer updated = await _host.SendAsync(
            HttpMethod.Patch, $"/api/v1/sessions/{created.Id}", new { name = "after", status = "idle" });

        updated.Expect(HttpStatusCode.OK);
        Assert.True(updated.Position > created.Position);
        Assert.Equal("after", updated["name"].GetString());
        Assert.Equal("main", updated["branch"].GetString());
        Assert.Equal("idle", updated["status"].GetString());
    }

    [Fact]
    public async Task Ending_keeps_the_summary_and_a_second_end_is_a_conflict()
    {
        using Answer created = await _host.PostAsync("/api/v1/sessions");
        using Answer ended = await _host.PostAsync($"/api/v1/sessions/{created.Id}/end", new { summary = "done" });
        using Answer again = await _host.PostAsync($"/api/v1/sessions/{created.Id}/terminate", new { reason = "late" });

        Assert.Equal("completed", ended.Expect(HttpStatusCode.OK)["status"].GetString());
        Assert.Equal("done", ended["summary"].GetString());
        again.ExpectProblem(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task Terminating_needs_a_reason()
    {
        using Answer created = await _host.PostAsync("/api/v1/sessions");
        using Answer without = await _host.PostAsync($"/api/v1/sessions/{created.Id}/terminate");
        using Answer with = await _host.PostAsync($"/api/v1/sessions/{created.Id}/terminate", new { reason = "stuck" });

        without.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "reason");
        Assert.Equal("stuck", with.Expect(HttpStatusCode.OK)["terminationReason"].GetString());
    }

    [Fact]
    public async Task A_deleted_session_is_not_found()
    {
        using Answer created = await _host.PostAsync("/api/v1/sessions");
        using Answer deleted = await _host.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{created.Id}");
        using Answer read = await _host.GetAsync($"/api/v1/sessions/{created.Id}");

        Assert.True(deleted.Expect(HttpStatusCode.OK).Position > created.Position);
        read.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Logged_events_are_listed_oldest_first()
    {
        using Answer created = await _host.PostAsync("/api/v1/sessions");
        string events = $"/api/v1/sessions/{created.Id}/events";
        using Answer first = await _host.PostAsync(events, new { eventType = "file_modified", eventData = new { file = "a.cs" } });
        using Answer second = await _host.PostAsync(events, new { eventType = "check_completed" });

        first.Expect(HttpStatusCode.Created);
        using Answer list = await _host.GetAsync($"{events}?minPosition={second.Position}");
        Assert.Equal(
            ["file_modified", "check_completed"],
            list.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(e => e.GetProperty("eventType").GetString()));
        Assert.Equal("a.cs", list["items"][0].GetProperty("eventData").GetProperty("file").GetString());
    }

    [Fact]
    public async Task The_events_of_a_session_without_any_are_an_empty_page_and_of_none_are_not_found()
    {
        using Answer created = await _host.PostAsync("/api/v1/sessions");
        using Answer empty = await _host.GetAsync($"/api/v1/sessions/{created.Id}/events");
        using Answer missing = await _host.GetAsync("/api/v1/sessions/nobody/events");

        Assert.Equal(0, empty.Expect(HttpStatusCode.OK)["total"].GetInt64());
        missing.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task The_active_session_of_a_project_is_the_one_that_started_last()
    {
        string projectPath = $"/projects/{SharedHost.Unique("active")}";
        using Answer none = await _host.GetAsync($"/api/v1/sessions/active?projectPath={projectPath}");
        using Answer older = await _host.PostAsync("/api/v1/sessions", new { projectPath });
        using Answer newer = await _host.PostAsync("/api/v1/sessions", new { projectPath });
        using Answer active = await _host.GetAsync(
            $"/api/v1/sessions/active?projectPath={projectPath}&minPosition={newer.Position}");

        none.ExpectProblem(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(newer.Id, active.Expect(HttpStatusCode.OK).Id);
    }

    [Fact]
    public async Task Counts_have_every_status()
    {
        using Answer created = await _host.PostAsync("/api/v1/sessions");
        using Answer counts = await _host.GetAsync($"/api/v1/sessions/counts?minPosition={created.Position}");

        Assert.True(counts.Expect(HttpStatusCode.OK)["active"].GetInt64() > 0);
        Assert.Equal(7, counts.Body.EnumerateObject().Count());
    }
}
