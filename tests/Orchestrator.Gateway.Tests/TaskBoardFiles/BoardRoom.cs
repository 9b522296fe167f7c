using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.TaskBoardFiles;

/// <summary>A host with a task board in a file, in folders of a test's own that outlive the host.</summary>
internal sealed class BoardRoom : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("board-").FullName;
    private TestHost? _host;

    public TestHost Host => _host ?? throw new InvalidOperationException("not started");

    public string Folder => Path.Combine(_root, "coordination");

    public string File => Path.Combine(Folder, "task-board.json");

    public string Log => Path.Combine(Folder, "progress-log.md");

    public static async Task<BoardRoom> StartAsync(string? content = null)
    {
        var room = new BoardRoom();
        Directory.CreateDirectory(room.Folder);
        if (content is not null) await System.IO.File.WriteAllTextAsync(room.File, content);
        await room.StartHostAsync();
        await room.SyncedAsync();
        return room;
    }

    public async Task StartHostAsync()
    {
        string data = Path.Combine(_root, "data");
        Directory.CreateDirectory(data);
        _host = await TestHost.StartAsync(folder: data, arguments: ["--task-board", Folder]);
    }

    /// <summary>Stops the host; its data stays.</summary>
    public async Task StopHostAsync()
    {
        await Host.App.DisposeAsync();
        _host = null;
    }

    public Task<string> ReadAsync() => System.IO.File.ReadAllTextAsync(File);

    public async Task<string[]> LogLinesAsync() =>
        System.IO.File.Exists(Log) ? [.. (await System.IO.File.ReadAllLinesAsync(Log)).Where(line => line.Contains(" completed", StringComparison.Ordinal))] : [];

    /// <summary>Changes the file as an editor does that has read it just now.</summary>
    public async Task EditAsync(Action<JsonArray> edit)
    {
        JsonNode root = JsonNode.Parse(await ReadAsync())!;
        edit(Tasks(root));
        await System.IO.File.WriteAllTextAsync(File, root.ToJsonString());
    }

    public static JsonArray Tasks(JsonNode root) => (root as JsonArray) ?? root["tasks"]!.AsArray();

    /// <summary>The task with a title, as the file has it; null when it is not there.</summary>
    public async Task<JsonObject?> FindAsync(string title)
    {
        try
        {
            return Tasks(JsonNode.Parse(await ReadAsync())!).OfType<JsonObject>().FirstOrDefault(task => (string?)task["title"] == title);
        }
        catch (Exception error) when (error is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    public Task UntilAsync(string title, Func<JsonObject, bool> condition) =>
        Eventually.TrueAsync(async () => await FindAsync(title) is { } task && condition(task));

    public async Task<JsonElement> StatusAsync()
    {
        using Answer status = await Host.GetAsync("/api/v1/status");
        return status["taskBoardFiles"][0].Clone();
    }

    public Task SyncedAsync() => UntilStateAsync("synced");

    public Task UntilStateAsync(string state) =>
        Eventually.TrueAsync(async () => (await StatusAsync()).GetProperty("state").GetString() == state);

    public Task UntilProblemAsync(string part) =>
        Eventually.TrueAsync(async () => (await StatusAsync()).GetProperty("problems").GetRawText().Contains(part, StringComparison.Ordinal));

    public async Task<JsonElement> TaskAsync(string id)
    {
        using Answer task = await Host.GetAsync($"/api/v1/tasks/{id}");
        return task.Expect(System.Net.HttpStatusCode.OK).Body.Clone();
    }

    public async Task<string> CreateAsync(object task)
    {
        using Answer created = await Host.PostAsync("/api/v1/tasks", task);
        return created.Expect(System.Net.HttpStatusCode.Created).Id;
    }

    public async Task DoAsync(string id, string verb, object body)
    {
        using Answer done = await Host.PostAsync($"/api/v1/tasks/{id}/{verb}", body);
        done.Expect(System.Net.HttpStatusCode.OK);
    }

    public async Task<int> CountAsync()
    {
        using Answer list = await Host.GetAsync($"/api/v1/tasks?minPosition={await Host.PositionAsync()}");
        return list.Expect(System.Net.HttpStatusCode.OK)["total"].GetInt32();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
