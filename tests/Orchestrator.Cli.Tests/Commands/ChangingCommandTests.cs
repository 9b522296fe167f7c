using System.Text.Json;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>The commands that change, delete and count what is there.</summary>
public sealed class ChangingCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_session_is_changed_counted_archived_and_deleted()
    {
        Shell shell = host.Shell();
        string id = (await shell.RunAsync("sessions", "create", "--name", "old", "--project", "/srv/changed", "--metadata", """{"a":1,"b":2}""")).Line;
        CommandResult updated = await shell.RunAsync("sessions", "update", id, "--name", "new", "--constraint", "no network", "--metadata", """{"a":null}""");
        await shell.RunAsync("sessions", "update", id, "--status", "active");
        CommandResult active = await Eventually.SeeAsync(
            () => shell.RunAsync("sessions", "active", "--project", "/srv/changed"), result => result.Code == ExitCode.Ok);
        await shell.RunAsync("sessions", "end", id);
        await Eventually.SeeAsync(() => shell.RunAsync("sessions", "counts"), result => result.Out.Contains("completed     1", StringComparison.Ordinal));
        CommandResult archived = await shell.RunAsync("sessions", "archive", "--older-than-days", "0");
        CommandResult again = await Eventually.SeeAsync(
            () => shell.RunAsync("sessions", "archive", "--older-than-days", "0", "--json"),
            result => result.Code == ExitCode.Ok && result.Json.GetProperty("archived").GetInt64() == 0);
        CommandResult deleted = await shell.RunAsync("sessions", "delete", id);
        CommandResult gone = await shell.RunAsync("sessions", "show", id);

        Assert.Matches("name +new", updated.Out);
        Assert.Matches("""metadata +\{"b":2\}""", updated.Out);
        Assert.Contains(id, active.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, "1 session archived"), (archived.Code, archived.Line));
        Assert.Equal(ExitCode.Ok, again.Code);
        Assert.Equal((ExitCode.Ok, $"session {id} is deleted"), (deleted.Code, deleted.Line));
        Assert.Equal(ExitCode.Failed, gone.Code);
    }

    [Fact]
    public async Task An_agent_is_changed_told_in_numbers_and_deleted()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("agents", "register", "worker", "--capability", "sql", "--team", "red");
        CommandResult updated = await shell.RunAsync("agents", "update", "worker", "--capability", "", "--branch", "topic", "--tmux", "work:0.1");
        await shell.RunAsync("send", "worker", "other", "hello");
        CommandResult numbers = await Eventually.SeeAsync(
            () => shell.RunAsync("agents", "statistics", "worker", "--json"), result => result.Out.Contains("\"totalMessagesSent\":1", StringComparison.Ordinal));
        CommandResult words = await shell.RunAsync("agents", "statistics", "worker");
        CommandResult peers = await shell.RunAsync("agents", "peers", "worker");
        CommandResult activity = await shell.RunAsync("agents", "activity", "worker", "--limit", "5");
        CommandResult team = await shell.RunAsync("agents", "list", "--team", "red");
        CommandResult deleted = await shell.RunAsync("agents", "delete", "worker");

        Assert.All([updated, numbers, words, peers, activity, team, deleted], result => Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error)));
        Assert.DoesNotContain("capabilities", updated.Out, StringComparison.Ordinal);
        Assert.Matches("delivery +tmux, tmux work:0.1", updated.Out);
        Assert.Matches("sent +1", words.Out);
        Assert.Matches("other +1 +0", peers.Out);
        Assert.Contains("message_sent", activity.Out, StringComparison.Ordinal);
        Assert.Contains("1 agent\n", team.Out, StringComparison.Ordinal);
        Assert.Equal("agent worker is deleted", deleted.Line);
    }

    [Fact]
    public async Task A_task_is_changed_and_those_that_wait_say_why()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("tasks", "create", "First", "--id", "first", "--board", "changing");
        await shell.RunAsync("tasks", "create", "Second", "--id", "second", "--board", "changing");
        CommandResult updated = await shell.RunAsync("tasks", "update", "second", "--priority", "urgent", "--depends-on", "first", "--label", "ci");
        CommandResult waiting = await Eventually.SeeAsync(
            () => shell.RunAsync("tasks", "waiting", "--board", "changing"), result => result.Out.Contains("second", StringComparison.Ordinal));
        await shell.RunAsync("tasks", "start", "first", "coder");
        await shell.RunAsync("tasks", "complete", "first", "--agent", "coder");
        CommandResult velocity = await Eventually.SeeAsync(
            () => shell.RunAsync("tasks", "velocity"), result => result.Out.Contains("1 day\n", StringComparison.Ordinal));

        Assert.Matches("depends on +first", updated.Out);
        Assert.Matches(@"second +Second +pending +.* +waits for first \(pending\)", waiting.Out);
        Assert.Equal(ExitCode.Ok, velocity.Code);
    }

    [Fact]
    public async Task A_file_lease_is_shown_with_its_changes()
    {
        Shell shell = host.Shell();
        JsonElement lease = (await shell.RunAsync("files", "reserve", "src/**", "--agent", "coder", "--project", "/srv/leased", "--json")).Json;
        string id = lease.GetProperty("id").GetString()!;
        await shell.RunAsync("files", "release", id, "--agent", "coder");
        CommandResult shown = await shell.RunAsync("files", "show", id);
        CommandResult events = await Eventually.SeeAsync(
            () => shell.RunAsync("files", "events", id), result => result.Out.Contains("released", StringComparison.Ordinal));

        Assert.Matches("status +released", shown.Out);
        Assert.Contains("2 changes\n", events.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sessions", "update", "s1")]
    [InlineData("agents", "update", "a1")]
    [InlineData("tasks", "update", "t1")]
    public async Task A_change_of_nothing_is_wrong_usage(params string[] command)
    {
        CommandResult result = await host.Shell().RunAsync(command);

        Assert.Equal(ExitCode.WrongUsage, result.Code);
        Assert.Contains("nothing to change", result.Error, StringComparison.Ordinal);
    }
}
