using System.Text.Json;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class MessageCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_message_is_sent_received_and_acknowledged()
    {
        Shell shell = host.Shell();
        CommandResult sent = await shell.RunAsync("send", "planner", "builder", "Please build", "--type", "request", "--priority", "high", "--tag", "v2");

        CommandResult received = await shell.RunAsync("inbox", "builder", "--wait", "10", "--ack");
        CommandResult again = await shell.RunAsync("inbox", "builder");

        Assert.Equal((ExitCode.Ok, ExitCode.Ok, ExitCode.Ok), (sent.Code, received.Code, again.Code));
        Assert.StartsWith("msg_", sent.Line, StringComparison.Ordinal);
        Assert.Contains(sent.Line, received.Out, StringComparison.Ordinal);
        Assert.Contains("Please build", received.Out, StringComparison.Ordinal);
        Assert.Equal("no messages", again.Line);
    }

    [Fact]
    public async Task Content_may_be_json()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("send", "a", "json-reader", "{\"file\": \"a.cs\"}", "--json-content");

        CommandResult received = await shell.RunAsync("inbox", "json-reader", "--wait", "10", "--json");

        JsonElement message = received.Json.GetProperty("items")[0].GetProperty("message");
        Assert.Equal("a.cs", message.GetProperty("content").GetProperty("file").GetString());
    }

    [Fact]
    public async Task Content_may_come_from_standard_input()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("line one\nline two", CancellationToken.None, "send", "a", "input-reader", "-");

        CommandResult received = await shell.RunAsync("inbox", "input-reader", "--wait", "10");

        Assert.Contains("line one line two", received.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_agent_writes_cannot_steer_the_terminal()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("send", "attacker", "victim", "\u001b[2J\u001b]0;owned\u0007");

        CommandResult received = await shell.RunAsync("inbox", "victim", "--wait", "10");

        Assert.DoesNotContain('\u001b', received.Out);
        Assert.Contains("\\u001b[2J", received.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_the_host_refuses_is_named()
    {
        CommandResult result = await host.Shell().RunAsync("inbox", "builder", "--max", "0");

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("max", result.Error, StringComparison.Ordinal);
    }
}
