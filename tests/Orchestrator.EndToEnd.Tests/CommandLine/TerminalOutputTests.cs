using System.Text.RegularExpressions;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.CommandLine;

/// <summary>What a person at a terminal sees, and a pipe does not.</summary>
public sealed partial class TerminalOutputTests : IAsyncLifetime
{
    private const string Bold = "\e[1m";
    private const string Green = "\e[38;5;2m";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();
    private HostProcess? _host;

    private string Url => _host!.Url.ToString().TrimEnd('/');

    public async Task InitializeAsync() => _host = await HostProcess.StartAsync(_folder.Data, _port);

    public async Task DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _folder.Dispose();
    }

    [ScriptFact]
    public async Task Colours_are_for_terminals_and_for_who_wants_them()
    {
        await RunAsync("agents", "register", "builder");
        await RunAsync("agents", "heartbeat", "builder", "--status", "busy");
        string coloured = await DrawAsync(120, string.Empty, "agents", "show", "builder");
        string[] plain =
        [
            await DrawAsync(120, string.Empty, "agents", "show", "builder", "--no-color"),
            await DrawAsync(120, "NO_COLOR=1", "agents", "show", "builder"),
            await DrawAsync(120, "TERM=dumb", "agents", "show", "builder"),
            (await RunAsync("agents", "show", "builder")).Output,
        ];

        Assert.Contains(Bold, coloured, StringComparison.Ordinal);
        Assert.Contains($"{Green}busy", coloured, StringComparison.Ordinal);
        Assert.All(plain, text => Assert.DoesNotMatch(StyleSequence(), text));
        Assert.All(plain, text => Assert.Matches("status +busy", text));
    }

    [ScriptFact]
    public async Task A_table_fits_the_window_or_becomes_blocks()
    {
        await RunAsync("agents", "register", "an-agent-with-a-rather-long-name");
        await TablesHaveAsync("an-agent-with-a-rather-long-name");
        string narrow = StyleSequence().Replace(await DrawAsync(60, string.Empty, "agents"), string.Empty);
        string wide = StyleSequence().Replace(await DrawAsync(200, string.Empty, "agents"), string.Empty);

        Assert.All(narrow.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 60, line));
        Assert.Matches(@"ID +an-agent-with-a-rather-long-name", narrow);
        Assert.Matches(@"an-agent-with-a-rather-long-name +an-agent-with-a-rather-long-name +agent", wide);
    }

    [ScriptFact]
    public async Task The_watch_is_drawn_over_and_survives_a_restart_of_the_host()
    {
        await using PseudoTerminal terminal = PseudoTerminal.Start(100, string.Empty, "status", "--watch", "0.2", "--url", Url);
        await Eventually.IsTrueAsync(() => Task.FromResult(terminal.Screen.Split("\e[H").Length > 3), "it is drawn over");
        await _host!.DisposeAsync();
        await Eventually.IsTrueAsync(() => Task.FromResult(terminal.Screen.Contains("trying again", StringComparison.Ordinal)), "the host is away");
        int before = terminal.Screen.Length;
        _host = await HostProcess.StartAsync(_folder.Data, _port);
        await Eventually.IsTrueAsync(
            () => Task.FromResult(terminal.Screen[before..].Contains($"process {_host.Id}", StringComparison.Ordinal)), "the host is back");

        Assert.Equal(2, terminal.Screen.Split("\e[2J").Length);
    }

    [ScriptFact]
    public async Task Long_work_has_a_bar_on_a_terminal_only()
    {
        await RunAsync("sessions", "create", "--id", "s1");
        string file = Path.Combine(_folder.FullPath, "snapshot.json");
        await File.WriteAllTextAsync(file, $"\"{new string('x', 20_000_000)}\"");
        string drawn = await DrawAsync(100, string.Empty, "checkpoints", "create", "s1", "--name", "big", "--id", "chk-big", "--file", file);
        Ended piped = await RunAsync("checkpoints", "get", "chk-big", "--file", Path.Combine(_folder.FullPath, "back.json"));
        string fetched = await DrawAsync(100, string.Empty, "checkpoints", "get", "chk-big", "--file", Path.Combine(_folder.FullPath, "again.json"));

        Assert.Contains("uploading", drawn, StringComparison.Ordinal);
        Assert.Contains("%", drawn, StringComparison.Ordinal);
        Assert.Contains("chk-big", drawn, StringComparison.Ordinal);
        Assert.Contains("downloading", fetched, StringComparison.Ordinal);
        Assert.True(drawn.LastIndexOf("\e[?25h", StringComparison.Ordinal) > drawn.LastIndexOf("\e[?25l", StringComparison.Ordinal), "the cursor is there again");
        Assert.Equal((string.Empty, string.Empty), (piped.Output, piped.Error));
        Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(Path.Combine(_folder.FullPath, "again.json")));
    }

    [GeneratedRegex(@"\e\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex StyleSequence();

    private Task TablesHaveAsync(string agent) => Eventually.IsTrueAsync(
        async () => (await RunAsync("agents")).Output.Contains(agent, StringComparison.Ordinal), "the tables have the agent");

    private async Task<string> DrawAsync(int columns, string environment, params string[] arguments)
    {
        await using PseudoTerminal terminal = PseudoTerminal.Start(columns, environment, [.. arguments, "--url", Url]);
        (int code, string screen) = await terminal.EndAsync();
        Assert.True(code == 0, screen);
        return screen;
    }

    private async Task<Ended> RunAsync(params string[] arguments)
    {
        Ended ended = await ChildProgram.RunAsync("orchestrator", [.. arguments, "--url", Url]);
        Assert.True(ended.ExitCode == 0, $"{ended}");
        return ended;
    }
}
