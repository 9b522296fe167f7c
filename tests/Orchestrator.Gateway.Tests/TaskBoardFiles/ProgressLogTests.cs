using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Host.TaskBoardFiles;

namespace Orchestrator.Gateway.Tests.TaskBoardFiles;

/// <summary>The file that gets a line for each completed task.</summary>
public sealed class ProgressLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("log-").FullName;

    private string File => Path.Combine(_folder, "progress-log.md");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_is_one_line_whatever_the_title_and_shows_as_it_is() => Assert.Equal(
        "- 2026-11-27 18:40:12Z task_1 \"a  \\*b\\* \\[c\\](d) \\<e\\>\" completed by coder",
        ProgressLog.Line(Done("task_1", "a\r\n*b* [c](d) <e>")));

    [Fact]
    public async Task A_line_that_is_there_is_not_written_again_by_the_next_process()
    {
        await new ProgressLog(File).AppendAsync([Done("one", "t")], CancellationToken.None);
        await System.IO.File.AppendAllTextAsync(File, "Well done!"); // no end of line

        await new ProgressLog(File).AppendAsync([Done("one", "t"), Done("two", "t")], CancellationToken.None);

        Assert.Equal(
            ["# Progress log", "", ProgressLog.Line(Done("one", "t")), "Well done!", ProgressLog.Line(Done("two", "t"))],
            await System.IO.File.ReadAllLinesAsync(File));
    }

    [Fact]
    public async Task What_others_append_while_it_is_open_is_not_overwritten()
    {
        await System.IO.File.WriteAllTextAsync(File, "first\n");
        await using (FileStream stream = AppendedFile.Open(File))
        {
            await System.IO.File.AppendAllTextAsync(File, "others\n");
            await stream.WriteAsync("ours\n"u8.ToArray());
        }

        Assert.Equal("first\nothers\nours\n", await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_reported_and_keeps_no_edit_back()
    {
        using FileDesk desk = await FileDesk.OpenAsync();
        TaskId id = await desk.CreateAsync("t");
        await desk.SyncAsync();
        Directory.CreateDirectory(desk.Options.ProgressLog);
        await desk.EditAsync(tasks => tasks[0]!["status"] = "done");

        Assert.False(await desk.File.SyncAsync(isFileAsked: true, CancellationToken.None));
        Assert.Equal("waiting", desk.File.View.State);
        Assert.Contains("progress log", desk.File.View.Reason, StringComparison.Ordinal);
        Assert.Equal(TaskItemStatus.Completed, (await desk.Board.Get(id)).Status);

        Directory.Delete(desk.Options.ProgressLog);
        await desk.SyncAsync();
        Assert.Contains(id.Value, await System.IO.File.ReadAllTextAsync(desk.Options.ProgressLog), StringComparison.Ordinal);
    }

    private static Completion Done(string id, string title) =>
        new(1, TaskId.Parse(id), title, AgentId.Parse("coder"), new DateTimeOffset(2026, 11, 27, 18, 40, 12, TimeSpan.Zero));
}
