using System.Net;
using System.Text.Json.Nodes;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.TaskBoardFiles;

/// <summary>A board and its file on a real host.</summary>
public sealed class BoardFileTests
{
    [Fact]
    public async Task A_missing_file_is_created_from_the_board_and_follows_it()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        string id = await room.CreateAsync(new { title = "Write it", priority = "high", labels = new[] { "x" } });
        await room.UntilAsync("Write it", task => (string?)task["id"] == id && (string?)task["status"] == "pending" && (string?)task["priority"] == "high");

        await room.DoAsync(id, "claim", new { agentId = "coder" });
        await room.UntilAsync("Write it", task => (string?)task["status"] == "in_progress" && (string?)task["assignee"] == "coder");
        await room.DoAsync(id, "complete", new { agentId = "coder" });
        await room.UntilAsync("Write it", task => (string?)task["status"] == "completed");

        string text = await room.ReadAsync();
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Contains("  \"journalPosition\": ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_there_becomes_the_board_and_keeps_what_is_not_ours()
    {
        const string file =
            """
            { "version": "1.0", "tasks": [
              { "id": "TASK-2", "title": "Second", "dependencies": ["TASK-1"], "owner": {"team": "red"}, "status": "todo" },
              { "id": "TASK-1", "title": "First", "status": "done", "assignee": "builder" },
              { "title": "Third", "priority": 4, "assignee": "coder" } ], "metrics": {"total": 1e2} }
            """;
        await using BoardRoom room = await BoardRoom.StartAsync(file);

        Assert.Equal("completed", (await room.TaskAsync("TASK-1")).GetProperty("status").GetString());
        Assert.Equal("builder", (await room.TaskAsync("TASK-1")).GetProperty("assignee").GetString());
        Assert.True((await room.TaskAsync("TASK-2")).GetProperty("ready").GetBoolean());
        JsonObject third = (await room.FindAsync("Third"))!;
        Assert.Equal("4 4", $"{(await room.TaskAsync((string)third["id"]!)).GetProperty("priority")} {third["priority"]}");
        string text = await room.ReadAsync();
        Assert.Contains("\"version\": \"1.0\"", text, StringComparison.Ordinal);
        Assert.Contains("\"total\": 1e2", text, StringComparison.Ordinal);
        Assert.Contains("\"team\": \"red\"", text, StringComparison.Ordinal);
        Assert.Contains("\"status\": \"todo\"", text, StringComparison.Ordinal);
        Assert.Equal(3, await room.CountAsync());
        Assert.Empty((await room.StatusAsync()).GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task Ticking_a_task_off_by_hand_completes_it_and_logs_it_once()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        string id = await room.CreateAsync(new { title = "Tick *me*\noff" });
        await room.UntilAsync("Tick *me*\noff", _ => true);

        await room.EditAsync(tasks => tasks[0]!["status"] = "completed");
        await Eventually.TrueAsync(async () => (await room.TaskAsync(id)).GetProperty("status").GetString() == "completed");
        await room.UntilAsync("Tick *me*\noff", task => (string?)task["assignee"] == "operator");

        string line = Assert.Single(await room.LogLinesAsync());
        Assert.Matches($"^- 20..-..-.. ..:..:..Z {id} \"Tick \\\\\\*me\\\\\\* off\" completed by operator$", line);
    }

    [Fact]
    public async Task A_new_entry_gets_an_id_and_is_one_task_however_often_an_old_editor_saves_it()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        JsonNode old = JsonNode.Parse(await room.ReadAsync())!;
        BoardRoom.Tasks(old).Add(new JsonObject { ["title"] = "By hand", ["description"] = "x", ["estimateHours"] = 2.5 });
        await File.WriteAllTextAsync(room.File, old.ToJsonString());
        await room.UntilAsync("By hand", task => task["id"] is not null);

        await File.WriteAllTextAsync(room.File, old.ToJsonString());
        await room.UntilAsync("By hand", task => task["id"] is not null);

        Assert.Equal(1, await room.CountAsync());
        Assert.Equal(2.5, (await room.TaskAsync((string)(await room.FindAsync("By hand"))!["id"]!)).GetProperty("estimateHours").GetDouble());
    }

    [Fact]
    public async Task An_old_editor_does_not_undo_what_happened_since()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        string mine = await room.CreateAsync(new { title = "mine" });
        string other = await room.CreateAsync(new { title = "other" });
        await room.UntilAsync("other", _ => true);
        JsonNode old = JsonNode.Parse(await room.ReadAsync())!;
        await room.DoAsync(other, "claim", new { agentId = "coder" });
        await room.UntilAsync("other", task => (string?)task["status"] == "in_progress");

        foreach (JsonNode? task in BoardRoom.Tasks(old)) task!["description"] = "edited";
        await File.WriteAllTextAsync(room.File, old.ToJsonString());
        await room.UntilAsync("other", task => (string?)task["status"] == "in_progress" && (string?)task["description"] == "edited");

        Assert.Equal("coder", (await room.TaskAsync(other)).GetProperty("assignee").GetString());
        Assert.Equal("edited", (await room.TaskAsync(mine)).GetProperty("description").GetString());
    }

    [Fact]
    public async Task Where_both_sides_changed_a_field_the_boards_stays_and_the_edit_is_reported()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        string id = await room.CreateAsync(new { title = "first" });
        await room.UntilAsync("first", _ => true);
        JsonNode old = JsonNode.Parse(await room.ReadAsync())!;
        using Answer renamed = await room.Host.SendAsync(HttpMethod.Patch, $"/api/v1/tasks/{id}", new { title = "board" });
        renamed.Expect(HttpStatusCode.OK);
        await room.UntilAsync("board", _ => true);

        BoardRoom.Tasks(old)[0]!["title"] = "file";
        BoardRoom.Tasks(old)[0]!["priority"] = "low";
        await File.WriteAllTextAsync(room.File, old.ToJsonString());
        await room.UntilProblemAsync("title changed on the board too");
        await room.UntilAsync("board", task => (string?)task["priority"] == "low");

        Assert.Equal("board", (await room.TaskAsync(id)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_broken_file_is_reported_and_left_untouched_until_it_is_mended()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        await room.CreateAsync(new { title = "before" });
        await room.UntilAsync("before", _ => true);
        string good = await room.ReadAsync();
        await File.WriteAllTextAsync(room.File, good[..^4]);
        await room.UntilStateAsync("broken");

        string done = await room.CreateAsync(new { title = "meanwhile" });
        await room.DoAsync(done, "claim", new { agentId = "coder" });
        await room.DoAsync(done, "complete", new { agentId = "coder" });
        await Eventually.TrueAsync(async () => (await room.LogLinesAsync()).Length == 1);
        Assert.Equal(good[..^4], await room.ReadAsync());
        Assert.Contains("not JSON", (await room.StatusAsync()).GetProperty("reason").GetString(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(room.File, good);
        await room.UntilAsync("meanwhile", task => (string?)task["status"] == "completed");
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task An_editor_that_saves_by_rename_is_heard_and_permissions_and_links_stay()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        await room.CreateAsync(new { title = "one" });
        await room.UntilAsync("one", _ => true);
        string target = Path.Combine(room.Folder, "real.json");
        File.Move(room.File, target);
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(room.File + ".link", target);
        File.Move(room.File + ".link", room.File, overwrite: true);

        string draft = Path.Combine(room.Folder, "draft");
        await File.WriteAllTextAsync(draft, (await room.ReadAsync()).Replace("\"one\"", "\"two\"", StringComparison.Ordinal));
        File.SetUnixFileMode(draft, File.GetUnixFileMode(target));
        File.Move(draft, target, overwrite: true);
        await room.UntilAsync("two", _ => true);
        await room.CreateAsync(new { title = "three" });
        await room.UntilAsync("three", _ => true);

        Assert.Equal(target, new FileInfo(room.File).ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(target));
        Assert.Equal(2, await room.CountAsync());
        Assert.DoesNotContain(Directory.EnumerateFiles(room.Folder), file => file.EndsWith("tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refused_edits_are_reported_and_the_file_gets_the_boards_value_back()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        string a = await room.CreateAsync(new { title = "a" });
        string b = await room.CreateAsync(new { title = "b", dependencies = new[] { a } });
        await room.UntilAsync("b", _ => true);

        await room.EditAsync(tasks =>
        {
            tasks[0]!["dependencies"] = new JsonArray(b);
            tasks[0]!["title"] = "A";
            tasks[1]!["status"] = "wip";
            tasks.Add(new JsonObject { ["title"] = "c", ["dependencies"] = new JsonArray("nowhere") });
        });
        await room.UntilProblemAsync("would wait for itself");
        await room.UntilProblemAsync("must be one of");
        await room.UntilProblemAsync("nowhere");
        await room.SyncedAsync();

        Assert.Empty((await room.FindAsync("A"))!["dependencies"]!.AsArray());
        Assert.Equal("pending", (string?)(await room.FindAsync("b"))!["status"]);
        Assert.Null((await room.FindAsync("c"))!["id"]);
        Assert.Equal(2, await room.CountAsync());
    }

    [Fact]
    public async Task A_removed_task_comes_back_while_it_is_open_and_stays_out_once_it_ended()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        string ended = await room.CreateAsync(new { title = "ended" });
        await room.DoAsync(ended, "cancel", new { });
        await room.CreateAsync(new { title = "open" });
        await room.UntilAsync("open", _ => true);

        await room.EditAsync(tasks => tasks.Clear());
        await room.UntilProblemAsync("is put back");
        await room.UntilAsync("open", _ => true);
        await room.CreateAsync(new { title = "next" });
        await room.UntilAsync("next", _ => true);

        Assert.Null(await room.FindAsync("ended"));
    }

    [Fact]
    public async Task Completions_are_logged_once_over_restarts_beside_what_people_wrote()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        await File.WriteAllTextAsync(room.Log, "# Ours\n\nWe begin");
        for (int i = 0; i < 3; i++)
        {
            string id = await room.CreateAsync(new { title = $"t{i}" });
            await room.DoAsync(id, "claim", new { agentId = "coder" });
            await room.DoAsync(id, "complete", new { agentId = "coder" });
            if (i == 1)
            {
                await room.StopHostAsync(); // perhaps before the line, perhaps behind it
                await room.StartHostAsync();
            }
        }

        await Eventually.TrueAsync(async () => (await room.LogLinesAsync()).Length == 3);
        await room.StopHostAsync();
        foreach (string memory in Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(room.Folder)!, "data", "task-boards"))) File.Delete(memory);
        await room.StartHostAsync();
        await room.SyncedAsync();

        string[] lines = await room.LogLinesAsync();
        Assert.Equal(["\"t0\"", "\"t1\"", "\"t2\""], lines.Select(line => line.Split(' ')[4]));
        Assert.StartsWith("# Ours\n\nWe begin\n- ", await File.ReadAllTextAsync(room.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_edited_while_the_host_was_down_is_done_when_it_is_up()
    {
        await using BoardRoom room = await BoardRoom.StartAsync();
        string id = await room.CreateAsync(new { title = "task" });
        await room.UntilAsync("task", _ => true);
        await room.StopHostAsync();
        await room.EditAsync(tasks => (tasks[0]!["status"], tasks[0]!["assignee"]) = ("in-progress", "alice"));
        await room.StartHostAsync();

        await Eventually.TrueAsync(async () => (await room.TaskAsync(id)).GetProperty("status").GetString() == "in_progress");
        Assert.Equal("alice", (await room.TaskAsync(id)).GetProperty("assignee").GetString());
    }
}
