using System.Text;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Host.TaskBoardFiles;

namespace Orchestrator.Gateway.Tests.TaskBoardFiles;

/// <summary>What edits become, one by one.</summary>
public sealed class BoardEditTests
{
    [Theory]
    [InlineData("pending", "in_progress", "a", "in_progress a")]
    [InlineData("pending", "blocked", "a", "blocked a")]
    [InlineData("pending", "completed", null, "completed operator")]
    [InlineData("pending", "failed", "a", "failed a")]
    [InlineData("pending", "cancelled", null, "cancelled ")]
    [InlineData("pending", "pending", "a", "assigned a")]
    [InlineData("pending", "in_progress", null, "pending ")]
    [InlineData("assigned b", "pending", null, "pending ")]
    [InlineData("assigned b", "completed", "b", "completed b")]
    [InlineData("assigned b", "in_progress", "a", "in_progress a")]
    [InlineData("in_progress b", "pending", null, "pending ")]
    [InlineData("in_progress b", "pending", "b", "assigned b")]
    [InlineData("in_progress b", "in_progress", "a", "in_progress a")]
    [InlineData("in_progress b", "in_progress", null, "in_progress b")]
    [InlineData("in_progress b", "completed", null, "completed b")]
    [InlineData("in_progress b", "blocked", "b", "blocked b")]
    [InlineData("blocked b", "in_progress", "b", "in_progress b")]
    [InlineData("blocked b", "completed", "b", "completed b")]
    [InlineData("failed b", "pending", null, "pending ")]
    [InlineData("failed b", "completed", "b", "completed b")]
    [InlineData("failed b", "cancelled", "b", "cancelled ")]
    [InlineData("completed b", "pending", null, "completed b")]
    [InlineData("cancelled b", "in_progress", "b", "cancelled b")]
    public async Task A_status_set_by_hand_is_reached_by_the_boards_own_commands(string from, string status, string? assignee, string expected)
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        TaskId id = await desk.CreateAsync("t");
        await BringAsync(desk, id, from);
        await desk.SyncAsync();

        await desk.EditAsync(tasks => (tasks[0]!["status"], tasks[0]!["assignee"]) = (status, assignee));
        await desk.SyncAsync();

        TaskView task = await desk.Board.Get(id);
        Assert.Equal(expected, $"{Contracts.Serialization.Words<TaskItemStatus>.Of(task.Status)} {task.Assignee}");
        FileFields said = (await desk.ParseAsync()).Tasks[0].Over(TaskFields.None);
        Assert.Equal(new Standing(task.Status, task.Assignee), said.Fields.Standing);
    }

    [Fact]
    public async Task Entries_that_follow_each_other_may_stand_in_any_order()
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.WriteAsync(
            """
            [{"id":"whole","title":"whole","status":"completed","assignee":"a"},
             {"id":"last","title":"last","dependencies":["first"],"parentId":"whole","status":"completed"},
             {"id":"first","title":"first","parentId":"whole","status":"completed"}]
            """);

        await desk.SyncAsync();

        Assert.Empty(desk.File.View.Problems);
        foreach (string id in (string[])["whole", "last", "first"])
            Assert.Equal(TaskItemStatus.Completed, (await desk.Board.Get(TaskId.Parse(id))).Status);
        Assert.StartsWith("[\n  {\n    \"id\": \"whole\"", await desk.ReadAsync(), StringComparison.Ordinal); // a list stays one
    }

    [Fact]
    public async Task A_file_of_another_journal_becomes_the_board()
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.SyncAsync();
        await desk.WriteAsync($$"""{"journalPosition":{{long.MaxValue}},"tasks":[{"id":"{{desk.Options.Board}}-1","title":"saved","status":"completed"}]}""");

        await desk.SyncAsync();

        Assert.Equal(TaskItemStatus.Completed, (await desk.FindAsync("saved")).Status);
        Assert.Equal((await desk.JournalAsync()).Position, (await desk.ParseAsync()).Position);
    }

    [Fact]
    public async Task A_chain_as_long_as_a_file_is_ordered() =>
        await Task.Run(() =>
        {
            TaskId[] chain = [.. Enumerable.Range(0, BoardDocument.MaxTasks).Select(i => TaskId.Parse($"t{i}"))];
            Dictionary<TaskId, TaskId> next = chain.Zip(chain.Skip(1)).ToDictionary(pair => pair.First, pair => pair.Second);

            IReadOnlyList<TaskId> ordered = Precedence.Order(chain, id => next.TryGetValue(id, out TaskId before) ? [before] : []);

            Assert.Equal(chain.Reverse(), ordered);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_a_crash_cut_short_is_brought_to_its_end_once(int given)
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.CreateAsync("old");
        await desk.SyncAsync();
        await desk.EditAsync(tasks =>
        {
            tasks[0]!["status"] = "completed";
            tasks.Add(new JsonObject { ["title"] = "new", ["status"] = "completed", ["assignee"] = "a" });
        });

        // The commands up to the crash, as the host gives them.
        BoardJournal before = await desk.JournalAsync();
        EditPlan plan = BoardEdits.Plan(await desk.ParseAsync(), new(before.State, IsKnown: true), before.State, desk.Options.Board, desk.Options.Person);
        List<TaskEdit> edits = [.. plan.Edits.SelectMany(edit => edit.Steps.Select(step => new TaskEdit(edit.TaskId, [step]))).Take(given)];
        Assert.Empty(await desk.Executor.GiveAsync(new(edits, []), "before", CancellationToken.None));
        desk.Restart();
        await desk.SyncAsync();

        Assert.Empty(desk.File.View.Problems);
        Assert.Equal((TaskItemStatus.Completed, "operator"), await StandingAsync(desk, "old"));
        Assert.Equal((TaskItemStatus.Completed, "a"), await StandingAsync(desk, "new"));
        Assert.Equal(2, (await desk.JournalAsync()).State.Tasks.Count);
        Assert.Equal(2, (await File.ReadAllLinesAsync(desk.Options.ProgressLog)).Count(line => line.Contains("completed", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("3")]
    [InlineData("{\"tasks\":{}}")]
    [InlineData("{\"tasks\":[],\"tasks\":[]}")]
    [InlineData("{\"board\":\"other\",\"tasks\":[]}")]
    [InlineData("[] // mine")]
    [InlineData("[\"\\ud800\"]")]
    public void What_is_no_board_is_broken(string text) =>
        Assert.Throws<BrokenBoardFileException>(() => BoardDocument.Parse(Encoding.UTF8.GetBytes(text), TaskBoardId.Default));

    [Fact]
    public async Task A_file_that_is_too_large_is_reported_and_left_as_it_is()
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await using (FileStream file = new(desk.Options.File, FileMode.Create)) file.SetLength(BoardDocument.MaxBytes + 1);

        await desk.File.SyncAsync(isFileAsked: true, CancellationToken.None);

        Assert.Equal("broken", desk.File.View.State);
        Assert.Equal(BoardDocument.MaxBytes + 1, new FileInfo(desk.Options.File).Length);
    }

    [Fact]
    public void Options_name_boards_and_files()
    {
        string folder = Path.GetTempPath();
        Assert.Equal(("default", Path.Combine(folder, "task-board.json")), Of(folder));
        Assert.Equal(("web", Path.Combine(folder, "b.json")), Of($"web={folder}b.json"));
        Assert.Equal(("default", Path.Combine(folder, "a=b.json")), Of($"{folder}a=b.json"));
        Assert.Equal(Path.Combine(folder, "progress-log.md"), TaskBoardFileOptions.Parse(folder).ProgressLog);
        Assert.Throws<Host.Startup.StartupException>(() => TaskBoardFileOptions.Parse("web="));
        Assert.Throws<Host.Startup.StartupException>(() => Host.OrchestratorHost.Build("--task-board", "a.json", "--task-board=b.json"));

        static (string Board, string File) Of(string text)
        {
            TaskBoardFileOptions options = TaskBoardFileOptions.Parse(text);
            return (options.Board.Value, options.File);
        }
    }

    private static async Task<(TaskItemStatus Status, string? Agent)> StandingAsync(FileDesk desk, string title)
    {
        TaskView task = await desk.FindAsync(title);
        return (task.Status, task.Assignee?.Value);
    }

    private static async Task BringAsync(FileDesk desk, TaskId id, string standing)
    {
        if (standing == "pending") return;
        string[] parts = standing.Split(' ');
        AgentId agent = AgentId.Parse(parts[1]);
        await desk.Board.Assign(id, new AssignTask { AgentId = agent });
        if (parts[0] == "assigned") return;
        await desk.Board.Claim(id, new ClaimTask { AgentId = agent });
        var work = new WorkOnTask { AgentId = agent };
        await (parts[0] switch
        {
            "blocked" => desk.Board.Block(id, work),
            "completed" => desk.Board.Complete(id, work),
            "failed" => desk.Board.Fail(id, work),
            "cancelled" => desk.Board.Cancel(id, work),
            _ => Task.CompletedTask,
        });
    }
}
