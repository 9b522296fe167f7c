using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class TaskCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_task_is_created_claimed_blocked_and_completed()
    {
        Shell shell = host.Shell();
        CommandResult created = await shell.RunAsync("tasks", "create", "Fix the build", "--board", "app", "--priority", "high", "--requires", "csharp");
        string id = created.Line;
        CommandResult none = await shell.RunAsync("tasks", "claim-next", "coder", "--board", "app");
        CommandResult claimed = await shell.RunAsync("tasks", "claim-next", "coder", "--capability", "csharp", "--board", "app");
        CommandResult blocked = await shell.RunAsync("tasks", "block", id, "--agent", "coder", "--reason", "no access");
        CommandResult unblocked = await shell.RunAsync("tasks", "unblock", id, "--agent", "coder");
        CommandResult completed = await shell.RunAsync("tasks", "complete", id, "--agent", "coder", "--result", "{\"commit\":\"abc\"}");
        CommandResult shown = await shell.RunAsync("tasks", "show", id);
        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("tasks", "--board", "app", "--status", "completed"), result => result.Out.Contains(id, StringComparison.Ordinal));

        Assert.All(
            [created, none, claimed, blocked, unblocked, completed, shown, listed], result => Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error)));
        Assert.StartsWith("task_", id, StringComparison.Ordinal);
        Assert.Contains("No ready task", none.Out, StringComparison.Ordinal);
        Assert.Contains("in_progress", claimed.Out, StringComparison.Ordinal);
        Assert.Contains("no access", blocked.Out, StringComparison.Ordinal);
        Assert.Contains("abc", shown.Out, StringComparison.Ordinal);
        Assert.Contains("Fix the build", listed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_agent_has_is_refused_in_one_line_with_the_code()
    {
        Shell shell = host.Shell();
        string id = (await shell.RunAsync("tasks", "create", "Mine", "--board", "own")).Line;
        await shell.RunAsync("tasks", "claim", id, "a", "--lease", "60");

        CommandResult refused = await shell.RunAsync("tasks", "complete", id, "--agent", "b");

        Assert.Equal(ExitCode.Failed, refused.Code);
        Assert.EndsWith("[lease-lost]\n", refused.Error, StringComparison.Ordinal);
        CommandResult failed = await shell.RunAsync("tasks", "fail", id, "--agent", "a", "--reason", "no tools", "--json");
        Assert.Equal("failed", failed.Json.GetProperty("status").GetString());
        CommandResult again = await shell.RunAsync("tasks", "retry", id, "--json");
        Assert.Equal("pending", again.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_task_is_assigned_to_an_agent_or_nobody_and_its_changes_are_shown()
    {
        Shell shell = host.Shell();
        string id = (await shell.RunAsync("tasks", "create", "Assigned", "--board", "assigned")).Line;

        CommandResult assigned = await shell.RunAsync("tasks", "assign", id, "coder");
        CommandResult nobody = await shell.RunAsync("tasks", "assign", id, "--json");
        CommandResult shown = await Eventually.SeeAsync(
            () => shell.RunAsync("tasks", "events", id),
            result => result.Out.Split("assigned", StringSplitOptions.None).Length > 2);
        CommandResult json = await shell.RunAsync("tasks", "events", id, "--json");

        Assert.All([assigned, nobody, shown, json], result => Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error)));
        Assert.Contains("coder", assigned.Out, StringComparison.Ordinal);
        Assert.Equal("pending", nobody.Json.GetProperty("status").GetString());
        Assert.Contains("EVENT", shown.Out, StringComparison.Ordinal);
        Assert.Equal("created", json.Json.GetProperty("items")[0].GetProperty("eventType").GetString());
        Assert.Equal(ExitCode.Failed, (await shell.RunAsync("tasks", "events", "task_unknown")).Code);
    }

    [Fact]
    public async Task Wrong_usage_is_code_2()
    {
        Shell shell = host.Shell();
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("tasks", "create", "x", "--priority", "soon")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("tasks", "--ready", "--status", "failed")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("tasks", "unblock", "t", "--reason", "x")).Code);
    }
}
