using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.CommandLine;

/// <summary>The <c>orchestrator</c> command as a real process against a real host.</summary>
public sealed class CommandLineTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProcess? _host;

    private HostProcess Host => _host!;

    public async Task InitializeAsync() => _host = await HostProcess.StartAsync(_folder.Data, Ports.Free());

    public async Task DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_session_is_run_from_the_shell_and_stands_in_the_tables()
    {
        string session = await LineAsync("sessions", "create", "--name", "Release 2", "--project", "/srv/app", "--metadata", """{"ticket": 7}""");
        Assert.Matches(@"^session_\d+_[0-9a-z]{9}$", session);
        Assert.Equal("builder", await LineAsync("agents", "register", "builder", "--type", "code-builder", "--session", session));
        Assert.Equal("reviewer", await LineAsync("agents", "register", "reviewer", "--type", "code-reviewer", "--capability", "csharp"));
        await RunAsync("agents", "heartbeat", "builder", "--status", "busy", "--task", "parsing", "--metric", "cpu=0.5");
        string message = await LineAsync("send", "builder", "reviewer", "Please review", "--type", "request", "--priority", "urgent", "--session", session, "--tag", "review");
        Assert.StartsWith("msg_", message, StringComparison.Ordinal);

        Ended inbox = await RunAsync("inbox", "reviewer", "--wait", "5", "--ack");
        Assert.Contains("Please review", inbox.Output, StringComparison.Ordinal);
        Assert.Contains("urgent", inbox.Output, StringComparison.Ordinal);
        Assert.Contains("no messages", (await RunAsync("inbox", "reviewer")).Output, StringComparison.Ordinal);
        await RunAsync("sessions", "end", session, "--summary", "All tests pass");
        await TablesCaughtUpAsync();

        Assert.Contains("Release 2", (await RunAsync("sessions", "--status", "completed")).Output, StringComparison.Ordinal);
        Assert.Contains("All tests pass", (await RunAsync("sessions", "show", session)).Output, StringComparison.Ordinal);
        string agents = (await RunAsync("agents")).Output;
        Assert.Matches(@"builder +builder +code-builder +busy", agents);
        Assert.Contains("2 agents", agents, StringComparison.Ordinal);
        Assert.Contains("parsing", (await RunAsync("agents", "show", "builder")).Output, StringComparison.Ordinal);
        Assert.Contains(
            "Please review",
            (await SqlAsync("SELECT content FROM messages WHERE session_id = '" + session + "'")).Output,
            StringComparison.Ordinal);
        using JsonDocument rows = JsonDocument.Parse((await SqlAsync("SELECT m.id, d.status FROM message_deliveries d JOIN messages m ON m.id = d.message_id", "--json")).Output);
        Assert.Equal(message, Assert.Single(rows.RootElement.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Status_is_for_people_and_with_json_for_programs()
    {
        string words = (await RunAsync("status")).Output;
        Assert.Matches(@"ready +true", words);
        Assert.Contains(_folder.Data, words, StringComparison.Ordinal);

        using JsonDocument status = JsonDocument.Parse((await RunAsync("status", "--json")).Output);
        Assert.True(status.RootElement.GetProperty("ready").GetBoolean());
        Assert.Equal(Host.Id, status.RootElement.GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task Tail_prints_the_journal_in_order_and_json_one_event_a_line()
    {
        await RunAsync("sessions", "create", "--id", "session-a");
        await RunAsync("send", "a", "b", "hello");
        await Eventually.IsTrueAsync(async () => (await RunAsync("tail")).Output.Contains("messages-queued", StringComparison.Ordinal), "the message is queued");

        string words = (await RunAsync("tail")).Output;
        Assert.Matches(@"1 .* session-created +session/session-a", words);
        string[] lines = (await RunAsync("tail", "--after", "1", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        List<(long Position, string Type)> events = [];
        foreach (string line in lines)
        {
            using JsonDocument journaled = JsonDocument.Parse(line);
            events.Add((journaled.RootElement.GetProperty("position").GetInt64(), journaled.RootElement.GetProperty("type").GetString()!));
        }

        Assert.Equal(events.Select(e => e.Position).Order(), events.Select(e => e.Position));
        Assert.Equal(2, events[0].Position);
        Assert.Contains("message-sent", events.Select(e => e.Type));
        Assert.DoesNotContain("session-created", events.Select(e => e.Type));
    }

    [Fact]
    public async Task Failures_say_why_and_end_with_the_promised_exit_codes()
    {
        Ended missing = await TryAsync("sessions", "show", "session-none");
        Assert.Equal((1, "error: "), (missing.ExitCode, missing.Error[..7]));
        Assert.Contains("not-found", missing.Error, StringComparison.Ordinal);
        Ended usage = await TryAsync("sessions", "--nonsense");
        Assert.Equal(2, usage.ExitCode);
        Ended word = await TryAsync("agents", "--status", "asleep");
        Assert.NotEqual(0, word.ExitCode);
        Assert.Contains("active", word.Error, StringComparison.Ordinal);
        Ended away = await ChildProgram.RunAsync("orchestrator", "status", "--url", $"http://127.0.0.1:{Ports.Free()}");
        Assert.Equal(1, away.ExitCode);
        Assert.Contains("orchestrator serve", Assert.Single(away.ErrorLines), StringComparison.Ordinal);
        Ended write = await TryAsync("sql", "DELETE FROM messages", "--data", _folder.Data);
        Assert.Equal(1, write.ExitCode);
        Assert.Contains("only queries", write.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_runs_a_host_until_it_is_interrupted()
    {
        int port = Ports.Free();
        string url = $"http://127.0.0.1:{port}";
        await using ChildProgram serve = ChildProgram.Start("orchestrator", ["serve", "--urls", url, "--data", Path.Combine(_folder.FullPath, "served")]);
        await Eventually.IsTrueAsync(
            async () => serve.HasExited
                ? throw new InvalidOperationException($"serve ended: {serve.Output}{serve.Error}")
                : (await ChildProgram.RunAsync("orchestrator", "status", "--url", url)).ExitCode == 0,
            "the host serves");
        await serve.SignalAsync("INT");

        Ended ended = await serve.EndAsync(TimeSpan.FromSeconds(10));
        Assert.True(ended.ExitCode == 0, $"{ended}");
    }

    private async Task TablesCaughtUpAsync()
    {
        var api = new Api(Host);
        await Eventually.IsTrueAsync(
            async () =>
            {
                JsonElement status = await api.GetAsync("/status");
                return status.GetProperty("projection").GetProperty("position").GetInt64() == status.GetProperty("journal").GetProperty("lastPosition").GetInt64();
            },
            "the tables have everything");
    }

    private Task<Ended> TryAsync(params string[] arguments) =>
        ChildProgram.RunAsync("orchestrator", arguments[0] == "sql" ? arguments : [.. arguments, "--url", Host.Url.ToString()]);

    private async Task<Ended> RunAsync(params string[] arguments)
    {
        Ended ended = await TryAsync(arguments);
        Assert.True(ended.ExitCode == 0, $"orchestrator {string.Join(' ', arguments)}: {ended}");
        return ended;
    }

    private Task<Ended> SqlAsync(string sql, params string[] more) => RunAsync(["sql", sql, "--data", _folder.Data, .. more]);

    private async Task<string> LineAsync(params string[] arguments) => (await RunAsync(arguments)).Output.TrimEnd();
}
