using System.Net;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Seeds;

/// <summary>
/// The tests that seed document S0 prints, over HTTP with its own values, and what they read with its own SQL.
/// </summary>
public sealed class SessionDatabaseTests : IAsyncLifetime
{
    private const string GetActiveSession =
        "SELECT * FROM sessions WHERE status = 'active' ORDER BY start_time DESC LIMIT 1";

    private const string GetActiveAgents =
        "SELECT * FROM agents WHERE status IN ('active', 'busy') AND last_heartbeat > datetime('now', '-5 minutes')";

    private const string GetConversation =
        """
        SELECT * FROM messages
        WHERE (from_agent = ? AND to_agent = ?) OR (from_agent = ? AND to_agent = ?)
        ORDER BY timestamp DESC
        LIMIT ?
        """;

    private readonly TemporaryFolder _folder = new();
    private HostProcess? _host;

    private Api Api { get; set; } = null!;

    public async Task InitializeAsync()
    {
        _host = await HostProcess.StartAsync(_folder.Data, Ports.Free());
        Api = new Api(_host);
    }

    public async Task DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_complete_session_lifecycle_is_stored_as_the_integration_test_of_the_seed_wants_it()
    {
        string session = Id(await Api.PostAsync("/sessions", new { mainAgentId = "main-agent", metadata = new { project = "test-project" } }));
        string handover = Id(await Api.PostAsync(
            "/agents", new { name = "handover", type = "session-handover", workspacePath = $"{_folder.FullPath}/.agents/handover" }));
        await Api.PostAsync($"/agents/{handover}/heartbeat", new { status = "active" });
        Assert.Contains((await Api.QueryAsync("/agents/active")).Items, agent => Id(agent) == handover);
        await Api.PostAsync(
            "/messages",
            new { sessionId = session, from = "main-agent", to = handover, type = "request", content = "Create handover document" });
        await Api.PostAsync(
            $"/sessions/{session}/events",
            new { eventType = "handover_created", agentId = handover, eventData = new { documentPath = "/path/to/handover.md" } });
        JsonElement ended = await Api.PostAsync($"/sessions/{session}/end", new { summary = "Session completed successfully" });

        Assert.Equal("completed", Text(ended, "status"));
        Assert.Equal("Session completed successfully", Text(ended, "summary"));
        Assert.Equal(JsonValueKind.String, ended.GetProperty("endedAt").ValueKind);
        JsonElement message = Assert.Single((await Api.QueryAsync($"/messages?sessionId={session}")).Items);
        Assert.Equal("Create handover document", Text(message, "content"));
        JsonElement logged = Assert.Single((await Api.QueryAsync($"/sessions/{session}/events")).Items);
        Assert.Equal("handover_created", Text(logged, "eventType"));
        Assert.Equal("/path/to/handover.md", Text(logged.GetProperty("eventData"), "documentPath"));

        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        SqliteRow row = Assert.Single(tables.Query("SELECT * FROM sessions WHERE id = ?", session));
        Assert.Equal("completed", row["status"]);
        Assert.Equal("main-agent", row["main_agent_id"]);
        Assert.NotNull(row.Text("end_time"));
        Assert.True(string.CompareOrdinal(row.Text("end_time"), row.Text("start_time")) >= 0);
        using JsonDocument metadata = JsonDocument.Parse(row.Text("metadata")!);
        Assert.Equal("test-project", Text(metadata.RootElement, "project"));
        Assert.Equal("Session completed successfully", Text(metadata.RootElement, "summary"));
        SqliteRow sent = Assert.Single(tables.Query("SELECT * FROM messages WHERE session_id = ?", session));
        Assert.Equal(
            ("main-agent", handover, "request", "Create handover document"),
            (sent.Text("from_agent"), sent.Text("to_agent"), sent.Text("message_type"), sent.Text("content")));
        Assert.Equal(0L, sent["processed"]);
        SqliteRow noted = Assert.Single(tables.Query("SELECT * FROM session_events WHERE session_id = ?", session));
        Assert.Equal(("handover_created", handover), (noted.Text("event_type"), noted.Text("agent_id")));
    }

    [Fact]
    public async Task A_session_is_created_and_is_the_active_one_until_it_ends()
    {
        string session = Id(await Api.PostAsync("/sessions", new { mainAgentId = "test-agent", metadata = new { purpose = "test session" } }));

        Assert.Matches(@"^session_\d+_", session);
        Answer active = await Api.QueryAsync("/sessions/active");
        Assert.Equal((session, "active"), (active.Text("id"), active.Text("status")));
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        Assert.Equal(session, Assert.Single(tables.Query(GetActiveSession))["id"]);

        await Api.PostAsync($"/sessions/{session}/end", new { summary = "Test completed successfully" });
        Answer none = await Api.SendAsync(HttpMethod.Get, $"/sessions/active?minPosition={Api.Position}");
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (none.Status, none.Text("code")));
        Assert.Empty(tables.Query(GetActiveSession));
    }

    [Fact]
    public async Task An_agent_is_registered_and_is_active_from_its_first_heartbeat_on()
    {
        string agent = Id(await Api.PostAsync("/agents", new
        {
            name = "test-handover",
            type = "session-handover",
            workspacePath = $"{_folder.FullPath}/.agents/test-handover",
            capabilities = new[] { "analyze_session", "generate_handover" },
        }));

        Assert.Matches("^agent_test-handover_", agent);
        Assert.Empty((await Api.QueryAsync("/agents/active")).Items);
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        Assert.Empty(tables.Query(GetActiveAgents));

        await Api.PostAsync($"/agents/{agent}/heartbeat", new { status = "active" });
        Assert.Equal(agent, Id(Assert.Single((await Api.QueryAsync("/agents/active")).Items)));
        SqliteRow row = Assert.Single(tables.Query(GetActiveAgents));
        Assert.Equal((agent, "session-handover"), (row.Text("id"), row.Text("type")));
        Assert.Equal("""["analyze_session","generate_handover"]""", row["capabilities"]);
    }

    [Fact]
    public async Task A_conversation_between_two_agents_is_read_newest_first()
    {
        string session = Id(await Api.PostAsync("/sessions", new { mainAgentId = "main" }));
        string one = Id(await Api.PostAsync("/agents", new { name = "agent1", type = "test", workspacePath = "/tmp" }));
        string two = Id(await Api.PostAsync("/agents", new { name = "agent2", type = "test", workspacePath = "/tmp" }));
        JsonElement request = await Api.PostAsync("/messages", new
        {
            sessionId = session,
            from = one,
            to = two,
            type = "request",
            content = "Please analyze session",
            context = new { priority = "high" },
        });

        JsonElement only = Assert.Single((await Api.QueryAsync($"/messages?between={one},{two}&limit=50")).Items);
        Assert.Equal("Please analyze session", Text(only, "content"));
        Assert.Equal("high", Text(only.GetProperty("context"), "priority"));

        await Eventually.IsTrueAsync(() => TimeProvider.System.GetUtcNow() > request.GetProperty("createdAt").GetDateTimeOffset().AddMilliseconds(2), "time goes on");
        await Api.PostAsync("/messages", new
        {
            sessionId = session,
            from = two,
            to = one,
            type = "response",
            responseTo = Id(request),
            content = "Session analyzed",
        });
        string[] newestFirst = ["Session analyzed", "Please analyze session"];
        Assert.Equal(newestFirst, (await Api.QueryAsync($"/messages?between={one},{two}")).Items.Select(m => Text(m, "content")));
        Assert.Equal(newestFirst[0], Text(Assert.Single((await Api.QueryAsync($"/messages?between={two},{one}&limit=1")).Items), "content"));

        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        IReadOnlyList<SqliteRow> rows = tables.Query(GetConversation, one, two, two, one, 50);
        Assert.Equal(newestFirst, rows.Select(row => row.Text("content")));
        Assert.Equal(Id(request), rows[0]["response_to"]);
        Assert.Equal("""{"priority":"high"}""", rows[1]["context"]);
        Assert.Equal(newestFirst[0], Assert.Single(tables.Query(GetConversation, one, two, two, one, 1))["content"]);
    }

    private static string Id(JsonElement view) => Text(view, "id");

    private static string Text(JsonElement view, string name) => view.GetProperty(name).GetString()!;
}
