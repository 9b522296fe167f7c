using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class AgentCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task An_agent_is_registered_under_its_name_beats_and_is_shown()
    {
        Shell shell = host.Shell();
        CommandResult registered = await shell.RunAsync("agents", "register", "builder", "--team", "blue", "--capability", "csharp");
        CommandResult beat = await shell.RunAsync(
            "agents", "heartbeat", "builder", "--status", "busy", "--task", "parsing", "--metric", "cpu=0.5", "--metric", "memory=12");
        CommandResult shown = await Eventually.SeeAsync(
            () => shell.RunAsync("agents", "show", "builder"), result => result.Code == ExitCode.Ok);
        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("agents", "--status", "busy"), result => result.Out.Contains("builder", StringComparison.Ordinal));

        Assert.Equal((ExitCode.Ok, "builder"), (registered.Code, registered.Line));
        Assert.Equal(ExitCode.Ok, beat.Code);
        Assert.Contains("cpu=0.5, memory=12", beat.Out, StringComparison.Ordinal);
        Assert.Contains("blue", shown.Out, StringComparison.Ordinal);
        Assert.Contains("parsing", listed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_a_list_is_one_page_and_nothing_else_stands_on_standard_output()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("agents", "register", "lister");

        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("agents", "--name", "lister", "--json"), result => result.Json.GetProperty("total").GetInt64() > 0);

        Assert.Equal("lister", listed.Json.GetProperty("items")[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("webhook, http://127.0.0.1:1/hook", "--webhook", "http://127.0.0.1:1/hook")]
    [InlineData("tmux, tmux work:0.1", "--tmux", "work:0.1")]
    [InlineData("gui, (640, 480)", "--at", "640,480")]
    [InlineData("inbox, http://127.0.0.1:1/hook", "--webhook", "http://127.0.0.1:1/hook", "--delivery", "inbox")]
    public async Task Where_messages_are_brought_is_registered(string shown, params string[] options)
    {
        Shell shell = host.Shell();
        CommandResult registered = await shell.RunAsync(["agents", "register", "endpoint", "--department", "research", .. options]);
        CommandResult agent = await Eventually.SeeAsync(
            () => shell.RunAsync("agents", "show", "endpoint"), result => result.Out.Contains(shown, StringComparison.Ordinal));

        Assert.Equal(ExitCode.Ok, registered.Code);
        Assert.Matches("department +research", agent.Out);
    }

    [Fact]
    public async Task What_an_earlier_incarnation_says_is_refused()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("agents", "register", "worker");
        string message = (await shell.RunAsync("send", "planner", "worker", "Please build")).Line;
        CommandResult received = await shell.RunAsync("inbox", "worker", "--wait", "10", "--epoch", "1");
        await shell.RunAsync("agents", "register", "worker");

        CommandResult[] stale =
        [
            await shell.RunAsync("inbox", "worker", "--epoch", "1"),
            await shell.RunAsync("ack", "worker", message, "--epoch", "1"),
            await shell.RunAsync("nack", "worker", message, "--epoch", "1"),
            await shell.RunAsync("fail", "worker", message, "x", "--epoch", "1"),
            await shell.RunAsync("agents", "heartbeat", "worker", "--epoch", "1"),
        ];
        CommandResult present = await shell.RunAsync("inbox", "worker", "--wait", "10", "--epoch", "2", "--ack", "--json");

        Assert.Contains(message, received.Out, StringComparison.Ordinal);
        Assert.All(stale, refused => Assert.Equal((ExitCode.Failed, string.Empty), (refused.Code, refused.Out)));
        Assert.All(stale, refused => Assert.EndsWith("[stale-incarnation]\n", refused.Error, StringComparison.Ordinal));
        Assert.Equal(message, Assert.Single(present.Json.GetProperty("items").EnumerateArray()).GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task An_unknown_agent_has_no_heartbeat()
    {
        CommandResult result = await host.Shell().RunAsync("agents", "heartbeat", "nobody");

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.EndsWith("[not-found]\n", result.Error, StringComparison.Ordinal);
    }
}
