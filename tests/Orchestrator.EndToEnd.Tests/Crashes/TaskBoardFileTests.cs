using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>A host that is killed while people edit a board's file and agents work on the board.</summary>
public sealed class TaskBoardFileTests : IDisposable
{
    private const int Kills = 5;
    private const int TasksPerRound = 20;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();

    private string BoardFile => Path.Combine(_folder.FullPath, "coordination", "task-board.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Edits_by_hand_survive_kills_once_each_and_so_do_the_lines_of_the_progress_log()
    {
        var random = new Random(7);
        for (int round = 0; round <= Kills; round++)
        {
            await using HostProcess host = await StartAsync();
            if (round > 0) await UntilSyncedAsync(host, round);
            if (round == Kills) break;
            await UntilFileAsync();
            await EditAsync(round);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), TimeProvider.System, CancellationToken.None); // somewhere in between
            await host.KillAsync();
        }

        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        const long all = Kills * TasksPerRound;
        Assert.Equal(all, tables.Scalar("SELECT count(*) FROM tasks"));
        Assert.Equal(all, tables.Scalar("SELECT count(DISTINCT title) FROM tasks"));
        Assert.Equal(all, tables.Scalar("SELECT count(*) FROM tasks WHERE status = 'completed'"));
        string[] lines = [.. (await File.ReadAllLinesAsync(Path.Combine(Path.GetDirectoryName(BoardFile)!, "progress-log.md")))
            .Where(line => line.Contains(" completed", StringComparison.Ordinal))];
        Assert.Equal(all, lines.Length);
        Assert.Equal(all, lines.Select(line => line.Split(' ')[3]).Distinct().Count());
    }

    private Task<HostProcess> StartAsync() => HostProcess.StartAsync(
        ["orchestrator-host.dll", "--task-board", Path.GetDirectoryName(BoardFile)!], _folder.Data, _port);

    private async Task EditAsync(int round)
    {
        JsonNode root = JsonNode.Parse(await File.ReadAllTextAsync(BoardFile))!;
        for (int i = 0; i < TasksPerRound; i++)
            root["tasks"]!.AsArray().Add(new JsonObject { ["title"] = $"{round}-{i}", ["status"] = "completed" });
        await File.WriteAllTextAsync(BoardFile + ".new", root.ToJsonString());
        File.Move(BoardFile + ".new", BoardFile, overwrite: true);
    }

    private Task UntilFileAsync() => Eventually.IsTrueAsync(() => File.Exists(BoardFile), "the file is there");

    private async Task UntilSyncedAsync(HostProcess host, int rounds)
    {
        var api = new Api(host);
        await Eventually.IsTrueAsync(
            async () =>
            {
                JsonElement status = await api.GetAsync("/status");
                return status.GetProperty("taskBoardFiles")[0].GetProperty("state").GetString() == "synced"
                    && status.GetProperty("projection").GetProperty("lag").GetInt64() == 0
                    && JsonNode.Parse(await File.ReadAllTextAsync(BoardFile))!["tasks"]!.AsArray() is { } tasks
                    && tasks.Count == rounds * TasksPerRound
                    && tasks.All(task => (string?)task!["status"] == "completed" && task["id"] is not null && task["assignee"] is not null);
            },
            "file and board are the same");
    }
}
