using System.Net;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Seeds;

/// <summary>What seed document S3 prints of its API, its complete example among it.</summary>
public sealed class CompleteExampleTests : IAsyncLifetime
{
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
    public async Task The_complete_example_runs_whole()
    {
        JsonElement session = await Api.PostAsync(
            "/sessions", new { type = "director", name = "my-director", workspace = "/workspace/my-project" });
        string path = $"/sessions/{Id(session)}";
        await Api.PostAsync($"{path}/departments", new { name = "data-processor", domain = "data", isActive = true });
        await Api.PostAsync($"{path}/departments", new { name = "validator", domain = "validation", isActive = true });
        JsonElement checkpoint = await Api.PostAsync($"{path}/checkpoints", new
        {
            name = "initial-state",
            sessionId = Id(session),
            timestamp = TimeProvider.System.GetUtcNow(),
            snapshot = new { sessions = new[] { Id(session) }, state = new { initialized = true } },
            metadata = new { feature = "initialization", author = "admin", description = "Initial system state" },
        });

        Assert.Equal(["data-processor", "validator"], (await Api.QueryAsync($"{path}/departments")).Items.Select(department => Text(department, "name")));
        Assert.Equal([Id(checkpoint)], (await Api.QueryAsync("/checkpoints?feature=initialization")).Items.Select(Id));
        Assert.Equal([Id(checkpoint)], (await Api.QueryAsync("/search?q=initial&kinds=checkpoint")).Items.Select(Id));
        Assert.True((await Api.GetAsync($"/checkpoints/{Id(checkpoint)}/snapshot")).GetProperty("state").GetProperty("initialized").GetBoolean());
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        Assert.Equal(2L, tables.Scalar("SELECT COUNT(*) FROM departments WHERE session_id = ? AND is_active = 1", Id(session)));
        Assert.Equal("Initial system state", tables.Scalar("SELECT description FROM checkpoints WHERE session_id = ?", Id(session)));

        JsonElement found = Assert.Single((await Api.QueryAsync("/search?q=director&kinds=session")).Items);
        Assert.Equal((Id(session), "my-director"), (Id(found), Text(found, "title")));
        Answer counts = await Api.QueryAsync("/sessions/counts");
        string[] statuses = ["initializing", "active", "idle", "completed", "error", "terminated"];
        Assert.All(statuses, status => Assert.Equal(status == "active" ? 1 : 0, counts.Body.GetProperty(status).GetInt64()));
    }

    [Fact]
    public async Task A_session_is_created_read_updated_and_deleted()
    {
        JsonElement created = await Api.PostAsync("/sessions", new
        {
            type = "director",
            name = "main-director",
            workspace = "/workspace/main",
            capabilities = new[] { "task_management", "resource_allocation" },
            constraints = new[] { "max_concurrent_tasks:5" },
            metadata = new { version = "1.0.0", configuration = new { autoScale = true } },
        });
        string path = $"/sessions/{Id(created)}";

        JsonElement read = await Api.GetAsync(path);
        Assert.Equal(("main-director", "active", "/workspace/main"), (Text(read, "name"), Text(read, "status"), Text(read, "workspace")));
        Assert.Equal(["task_management", "resource_allocation"], read.GetProperty("capabilities").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal("max_concurrent_tasks:5", Assert.Single(read.GetProperty("constraints").EnumerateArray()).GetString());
        Answer missing = await Api.SendAsync(HttpMethod.Get, "/sessions/session-123");
        Assert.Equal((HttpStatusCode.NotFound, "not-found", "application/problem+json"), (missing.Status, missing.Text("code"), missing.MediaType));

        JsonElement updated = await Api.CommandAsync(
            HttpMethod.Patch, path, new { status = "idle", metadata = new { lastActivity = "2026-11-21T08:00:00Z", processedTasks = 5 } });
        Assert.Equal("idle", Text(updated, "status"));
        Assert.Equal(5, updated.GetProperty("metadata").GetProperty("processedTasks").GetInt32());
        Assert.Equal("1.0.0", Text(updated.GetProperty("metadata"), "version"));
        Assert.Equal("active", Text(await Api.CommandAsync(HttpMethod.Patch, path, new { status = "active" }), "status"));
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        await Api.QueryAsync("/sessions");
        Assert.Equal(5L, tables.Scalar("SELECT json_extract(metadata_json, '$.processedTasks') FROM sessions WHERE id = ?", Id(created)));

        await Api.CommandAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.SendAsync(HttpMethod.Get, path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Empty((await Api.QueryAsync("/sessions")).Items);
        Assert.Empty((await Api.QueryAsync("/search?q=director")).Items);
        Assert.Equal(0, (await Api.QueryAsync("/sessions/counts")).Body.EnumerateObject().Sum(count => count.Value.GetInt64()));
        Assert.Equal(0L, tables.Scalar("SELECT COUNT(*) FROM sessions"));
    }

    [Fact]
    public async Task Sessions_of_a_type_are_listed_in_pages_and_in_the_order_asked_for()
    {
        List<string> directors = [];
        for (int i = 1; i <= 12; i++)
        {
            directors.Add(Id(await Api.PostAsync("/sessions", new { type = "director", name = $"director-{i:00}", workspace = $"/workspace/{i}" })));
            if (i % 3 == 0) await Api.PostAsync("/sessions", new { type = "department", name = $"dept-{i}" });
        }

        Answer first = await Api.QueryAsync("/sessions?type=director&page=1&pageSize=10&orderBy=createdAt%20desc");
        Answer second = await Api.QueryAsync("/sessions?type=director&page=2&pageSize=10&orderBy=createdAt%20desc");
        Assert.Equal((10, 2), (first.Items.Count, second.Items.Count));
        Assert.Equal((1, 10, 12L), (first.Body.GetProperty("page").GetInt32(), first.Body.GetProperty("pageSize").GetInt32(), first.Body.GetProperty("total").GetInt64()));
        Assert.Equal(Enumerable.Reverse(directors), first.Items.Concat(second.Items).Select(Id));
        Assert.All(first.Items, session => Assert.Equal("director", Text(session, "type")));
        Answer byName = await Api.QueryAsync("/sessions?type=director&pageSize=3&orderBy=name%20asc");
        Assert.Equal(["director-01", "director-02", "director-03"], byName.Items.Select(session => Text(session, "name")));
        Assert.Empty((await Api.QueryAsync("/sessions?type=director&page=3&pageSize=10")).Items);

        Answer wrong = await Api.SendAsync(HttpMethod.Get, "/sessions?orderBy=1;DROP%20TABLE%20sessions");
        Assert.Equal((HttpStatusCode.BadRequest, "orderBy"), (wrong.Status, wrong.Text("field")));
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        Assert.Equal(
            directors[^1],
            tables.Query("SELECT * FROM sessions WHERE type = ? ORDER BY created_at DESC, number DESC LIMIT 10", "director")[0]["id"]);
    }

    [Fact]
    public async Task Sessions_are_counted_by_status_and_the_counts_are_those_of_the_tables()
    {
        string[] ids = new string[6];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = Id(await Api.PostAsync("/sessions", new { type = "department", name = $"dept-{i}", status = i == 0 ? "initializing" : "active" }));
        await Api.CommandAsync(HttpMethod.Patch, $"/sessions/{ids[1]}", new { status = "idle" });
        await Api.PostAsync($"/sessions/{ids[2]}/end", new { summary = "done" });
        await Api.CommandAsync(HttpMethod.Patch, $"/sessions/{ids[3]}", new { status = "error" });
        await Api.PostAsync($"/sessions/{ids[4]}/terminate", new { reason = "taken over" });

        JsonElement counts = (await Api.QueryAsync("/sessions/counts")).Body;
        string[] statuses = ["initializing", "active", "idle", "completed", "error", "terminated"];
        Assert.All(statuses, status => Assert.Equal(1, counts.GetProperty(status).GetInt64()));
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        Assert.Equal(
            counts.EnumerateObject().Where(count => count.Value.GetInt64() > 0).ToDictionary(count => count.Name, count => (object?)count.Value.GetInt64()),
            tables.Query("SELECT status, COUNT(id) AS result FROM sessions GROUP BY status").ToDictionary(row => row.Text("status")!, row => row["result"]));
        SqliteRow terminated = Assert.Single(tables.Query("SELECT termination_reason, terminated_at FROM sessions WHERE status = 'terminated'"));
        Assert.Equal("taken over", terminated["termination_reason"]);
        Assert.NotNull(terminated["terminated_at"]);
    }

    [Fact]
    public async Task Sessions_are_searched_by_the_words_of_their_names_and_workspaces()
    {
        string main = Id(await Api.PostAsync("/sessions", new { type = "director", name = "main-director", workspace = "/workspace/main" }));
        string other = Id(await Api.PostAsync("/sessions", new { type = "director", name = "my-director", workspace = "/workspace/my-project" }));
        await Api.PostAsync("/sessions", new { type = "department", name = "data-processor", workspace = "/workspace/data" });

        Assert.Equal([main, other], (await SearchAsync("director", 5)).Order(StringComparer.Ordinal));
        Assert.Equal([main], await SearchAsync("main", 5));
        Assert.Single(await SearchAsync("director", 1));
        Assert.Equal([main], await SearchAsync("\"main director\"", 5));
        Assert.Empty(await SearchAsync("director AND nothing", 5));
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        Assert.Equal(
            [main],
            tables.Query("SELECT s.id FROM sessions_fts f JOIN sessions s ON s.number = f.rowid WHERE sessions_fts MATCH ?", "main").Select(row => row.Text("id")));
    }

    private static string Id(JsonElement view) => Text(view, "id");

    private static string Text(JsonElement view, string name) => view.GetProperty(name).GetString()!;

    private async Task<IEnumerable<string>> SearchAsync(string words, int limit) =>
        (await Api.QueryAsync($"/search?q={Uri.EscapeDataString(words)}&kinds=session&limit={limit}")).Items.Select(Id).ToList();
}
