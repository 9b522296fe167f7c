using System.Text.Json.Nodes;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Gateway.Operations;

namespace Orchestrator.Gateway.Tests.TaskBoardFiles;

/// <summary>What is told of edits that came to nothing, and for how long.</summary>
public sealed class BoardProblemTests
{
    [Theory]
    [InlineData("""{"id":"a b","title":"t"}""", "tasks[1].id", "\"a b\"")]
    [InlineData("""{"id":["x",\n"y"],"title":"t"}""", "tasks[1].id", "[\"x\",\\u000a\"y\"]")]
    [InlineData("""{"id":"\\u001b[2J","title":"t"}""", "tasks[1].id", "\"\\u001b[2J\"")]
    [InlineData("3", "tasks[1]", "3")]
    [InlineData("{}", "tasks[1].title", "nothing")]
    [InlineData("""{"title":" "}""", "tasks[1].title", "\" \"")]
    public async Task An_entry_without_a_usable_id_is_told_by_its_place_and_what_stands_there(string entry, string place, string value)
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.CreateAsync("first");
        await desk.SyncAsync();
        string text = (await desk.ReadAsync()).TrimEnd();
        await desk.WriteAsync(text.Insert(text.LastIndexOf(']'), "," + entry.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)));

        await desk.SyncAsync();

        TaskBoardFileProblem problem = Assert.Single(desk.File.View.Problems);
        Assert.Null(problem.TaskId);
        Assert.StartsWith($"{place}: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(value, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_any_length_is_told_shortly()
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.WriteAsync($$"""[{"id":"{{new string('-', 5000)}}","title":"t"}]""");

        await desk.SyncAsync();

        TaskBoardFileProblem problem = Assert.Single(desk.File.View.Problems);
        Assert.StartsWith("[0].id: ", problem.Message, StringComparison.Ordinal);
        Assert.InRange(problem.Message.Length, 20, 300);
    }

    [Theory]
    [InlineData("""{"id":"a b","title":"t"}""")]
    [InlineData("""{"title":""}""")]
    [InlineData("""{"title":"t","dependencies":["nowhere-at-all"]}""")]
    public async Task Problems_are_gone_when_the_file_is_replaced_by_a_correct_copy(string entry)
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.CreateAsync("first");
        await desk.SyncAsync();
        string good = await desk.ReadAsync();
        await desk.WriteAsync(good.Insert(good.LastIndexOf(']'), "," + entry));
        await desk.SyncAsync();
        Assert.NotEmpty(desk.File.View.Problems);

        await desk.WriteAsync(good);
        await desk.SyncAsync();

        Assert.Empty(desk.File.View.Problems);
    }

    [Fact]
    public async Task A_refused_edit_stays_in_sight_until_the_file_is_saved_again()
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.CreateAsync("first");
        await desk.SyncAsync();
        await desk.EditAsync(tasks => tasks[0]!["status"] = "wip");
        await desk.SyncAsync();
        await desk.CreateAsync("second");
        await desk.SyncAsync();
        Assert.Contains("\"wip\"", Assert.Single(desk.File.View.Problems).Message, StringComparison.Ordinal);

        // The same content, from an editor.
        await desk.WriteAsync(await desk.ReadAsync());
        File.SetLastWriteTimeUtc(desk.Options.File, File.GetLastWriteTimeUtc(desk.Options.File).AddSeconds(1));
        await desk.SyncAsync();

        Assert.Empty(desk.File.View.Problems);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Problems_are_gone_when_the_file_was_removed_and_made_anew(bool isSeen)
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.CreateAsync("first");
        await desk.SyncAsync();
        string good = await desk.ReadAsync();
        await desk.EditAsync(tasks => tasks.Add(new JsonObject { ["id"] = "a b", ["title"] = "t" }));
        await desk.SyncAsync();
        Assert.NotEmpty(desk.File.View.Problems);

        File.Delete(desk.Options.File);
        if (isSeen) await desk.SyncAsync();
        else await desk.WriteAsync(good);
        await desk.SyncAsync();

        Assert.Empty(desk.File.View.Problems);
    }

    [Fact]
    public async Task A_problem_that_the_board_mends_is_gone()
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.SyncAsync();
        TaskId missing = TaskId.New(TimeProvider.System);
        await desk.EditAsync(tasks => tasks.Add(new JsonObject { ["title"] = "t", ["dependencies"] = new JsonArray(missing.Value) }));
        await desk.SyncAsync();
        Assert.Null(Assert.Single(desk.File.View.Problems).TaskId);

        await desk.Board.Create(new CreateTask { Id = missing, Title = "there", Board = desk.Options.Board });
        await desk.SyncAsync();

        Assert.Empty(desk.File.View.Problems);
        Assert.Equal([missing], (await desk.FindAsync("t")).Dependencies);
    }

    [Fact]
    public async Task A_problem_that_is_still_in_the_file_is_told_after_a_restart()
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        await desk.CreateAsync("first");
        await desk.SyncAsync();
        await desk.EditAsync(tasks => tasks.Add(new JsonObject { ["id"] = "a b" }));
        await desk.SyncAsync();

        desk.Restart();
        await desk.SyncAsync();

        Assert.Single(desk.File.View.Problems);
    }
}
