using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Host.TaskBoardFiles;
using Orchestrator.Journal;

namespace Orchestrator.Gateway.Tests.TaskBoardFiles;

/// <summary>A board of its own on the shared host, and a file that is made the same when the test says so.</summary>
internal sealed class FileDesk : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("desk-").FullName;
    private readonly TestHost _host;

    private FileDesk(TestHost host)
    {
        _host = host;
        Options = TaskBoardFileOptions.Parse($"{SharedHost.Unique("board")}={Path.Combine(_root, "task-board.json")}");
        File = Open();
    }

    public TaskBoardFileOptions Options { get; }

    public TaskBoardFile File { get; private set; }

    public ITaskBoardGrain Board => _host.Grain<ITaskBoardGrain>(Options.Board.Value);

    public EditExecutor Executor => new(_host.App.Services.GetRequiredService<IGrainFactory>(), Options.Board);

    public static async Task<FileDesk> OpenAsync() => new(await SharedHost.GetAsync());

    /// <summary>What a start of the host does: nothing is known but what is on disk.</summary>
    public void Restart() => File = Open();

    public async Task SyncAsync()
    {
        bool isDone = await File.SyncAsync(isFileAsked: true, CancellationToken.None);
        Assert.True(isDone && File.View.State == "synced", $"{File.View}");
    }

    public Task<string> ReadAsync() => System.IO.File.ReadAllTextAsync(Options.File);

    public Task WriteAsync(string text) => System.IO.File.WriteAllTextAsync(Options.File, text);

    public async Task EditAsync(Action<JsonArray> edit)
    {
        JsonNode root = JsonNode.Parse(await ReadAsync())!;
        edit(BoardRoom.Tasks(root));
        await WriteAsync(root.ToJsonString());
    }

    public async Task<BoardDocument> ParseAsync() => BoardDocument.Parse(Encoding.UTF8.GetBytes(await ReadAsync()), Options.Board);

    /// <summary>The board as the journal has it.</summary>
    public async Task<BoardJournal> JournalAsync()
    {
        var journal = new BoardJournal(_host.App.Services.GetRequiredService<IJournal>(), Options.Board);
        await journal.FollowAsync(static (_, _) => { }, CancellationToken.None);
        return journal;
    }

    /// <summary>A task with a title.</summary>
    public async Task<TaskView> FindAsync(string title) =>
        await Board.Get((await JournalAsync()).State.Tasks.Single(task => task.Content.Title == title).Content.TaskId);

    public async Task<TaskId> CreateAsync(string title)
    {
        TaskId id = TaskId.New(TimeProvider.System);
        await Board.Create(new CreateTask { Id = id, Title = title, Board = Options.Board });
        return id;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private TaskBoardFile Open() => new(
        Options,
        Path.Combine(_root, "data"),
        _host.App.Services.GetRequiredService<IJournal>(),
        _host.App.Services.GetRequiredService<IGrainFactory>(),
        TimeProvider.System,
        NullLogger.Instance);
}
