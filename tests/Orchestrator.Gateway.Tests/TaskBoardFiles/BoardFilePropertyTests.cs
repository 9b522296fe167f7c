using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tasks;
using Orchestrator.Host.TaskBoardFiles;

namespace Orchestrator.Gateway.Tests.TaskBoardFiles;

/// <summary>What holds of a board and its file after any edits on both sides.</summary>
public sealed class BoardFilePropertyTests
{
    private static readonly string[] Statuses = ["pending", "assigned", "in_progress", "blocked", "completed", "failed", "cancelled", "done", "wip"];
    private static readonly string?[] Agents = ["a", "b", null];

    [Fact]
    public void After_any_edit_the_file_says_what_the_board_has_and_no_task_is_lost_or_there_twice() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RunAsync(new System.Random(seed)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public Task A_new_part_of_a_task_that_is_retried_in_the_same_file_is_created_at_once() => RunAsync(new System.Random(1110791638));

    private static async Task RunAsync(System.Random random)
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.SyncAsync();
        HashSet<TaskId> ever = [];
        for (int round = 0; round < 5; round++)
        {
            await desk.EditAsync(tasks =>
            {
                for (int i = random.Next(6); i >= 0; i--) Edit(tasks, random);
            });
            for (int i = random.Next(3); i > 0; i--) await ChangeBoardAsync(desk, random);
            if (random.Next(3) == 0) desk.Restart();
            await desk.SyncAsync();
            await CheckAsync(desk, ever);
        }
    }

    private static async Task CheckAsync(FileDesk desk, HashSet<TaskId> ever)
    {
        TaskBoardState board = (await desk.JournalAsync()).State;
        string text = await desk.ReadAsync();
        BoardDocument file = await desk.ParseAsync();
        FileTask[] tasks = [.. file.Tasks.Where(entry => entry.Problem is null && entry.HasId && board.Find(entry.Id) is not null)];
        foreach (FileTask task in tasks)
        {
            TaskFields has = TaskFields.Of(board.Find(task.Id)!);
            FileFields said = task.Over(TaskFields.None with { Title = has.Title });
            Assert.Empty(said.Problems);
            Assert.All(BoardField.All, field => Assert.True(field.Same(said.Fields, has), $"{field.Name} of {task.Json} is not as in {has}"));
        }

        Assert.Equal(tasks.Length, tasks.DistinctBy(task => task.Id).Count());
        HashSet<TaskId> there = [.. tasks.Select(task => task.Id)];
        Assert.All(board.Tasks.Where(task => !task.IsEnded), task => Assert.Contains(task.Content.TaskId, there));
        Assert.All(ever, id => Assert.NotNull(board.Find(id)));
        ever.UnionWith(there);

        long position = (await desk.JournalAsync()).Position;
        desk.Restart();
        await desk.SyncAsync();
        Assert.Equal(text, await desk.ReadAsync());
        Assert.Equal(position, (await desk.JournalAsync()).Position);
    }

    private static void Edit(JsonArray tasks, System.Random random)
    {
        JsonObject? some = tasks.Count == 0 ? null : tasks[random.Next(tasks.Count)] as JsonObject;
        string[] ids = [.. tasks.Select(task => (string?)task!["id"]).OfType<string>()];
        JsonArray Ids() => [.. ids.Where(_ => random.Next(4) == 0).Select(id => JsonValue.Create(id))];
        switch (some is null ? 0 : random.Next(10))
        {
            case 0 or 1:
                var added = new JsonObject { ["title"] = $"t{random.Next(5)}", ["dependencies"] = Ids(), ["x-own"] = random.Next() };
                if (random.Next(3) == 0) added["status"] = Statuses[random.Next(Statuses.Length)];
                if (random.Next(3) == 0) added["assignee"] = Agents[random.Next(Agents.Length)];
                if (random.Next(4) == 0) added["id"] = $"own-{random.Next(8)}";
                if (random.Next(4) == 0 && ids.Length > 0) added["parentId"] = ids[random.Next(ids.Length)];
                tasks.Insert(random.Next(tasks.Count + 1), added);
                break;
            case 2 or 3:
                some!["status"] = Statuses[random.Next(Statuses.Length)];
                if (random.Next(2) == 0) some["assignee"] = Agents[random.Next(Agents.Length)];
                break;
            case 4:
                some!["title"] = $"t{random.Next(5)}";
                some["priority"] = random.Next(0, 6);
                break;
            case 5:
                some!["dependencies"] = Ids();
                break;
            case 6:
                some!["labels"] = new JsonArray("x", random.Next(3));
                some.Remove("description");
                break;
            case 7:
                tasks.Remove(some);
                break;
            case 8:
                tasks.Add(some!.DeepClone());
                break;
            case 9:
                some!["assignee"] = Agents[random.Next(Agents.Length)];
                break;
        }
    }

    private static async Task ChangeBoardAsync(FileDesk desk, System.Random random)
    {
        TaskItem[] tasks = [.. (await desk.JournalAsync()).State.Tasks.OrderBy(task => task.Number)];
        if (tasks.Length == 0) return;
        TaskId id = tasks[random.Next(tasks.Length)].Content.TaskId;
        try
        {
            await (random.Next(6) switch
            {
                0 => (Task)desk.Board.Claim(id, new ClaimTask { AgentId = AgentId.Parse("a") }),
                1 => desk.Board.Complete(id, new WorkOnTask()),
                2 => desk.Board.Cancel(id, new WorkOnTask { Reason = "why" }),
                3 => desk.Board.Assign(id, new AssignTask { AgentId = AgentId.Parse("b") }),
                4 => desk.Board.Update(id, new UpdateTask { Title = "changed", Description = "too" }),
                _ => desk.Board.Create(new CreateTask { Title = "by others", Board = desk.Options.Board }),
            });
        }
        catch (ConflictException)
        {
            // Not as it stands now.
        }
    }
}
