using System.Text.Json;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>What becomes of a message that was received: done, given back, failed, and delivered once more.</summary>
public sealed class DeliveryCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_message_is_acknowledged_by_its_id_and_may_be_again()
    {
        Shell shell = host.Shell();
        string message = await ReceiveAsync(shell, "acker");

        CommandResult done = await shell.RunAsync("ack", "acker", message);
        CommandResult again = await shell.RunAsync("ack", "acker", message, "--json");

        Assert.Equal((ExitCode.Ok, "acknowledged"), (done.Code, done.Line));
        Assert.Equal(ExitCode.Ok, again.Code);
        Assert.Equal((message, "acknowledged"), (again.Json.GetProperty("messageId").GetString(), again.Json.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_message_that_is_given_back_comes_again_after_its_delay()
    {
        Shell shell = host.Shell();
        string message = await ReceiveAsync(shell, "returner");

        CommandResult back = await shell.RunAsync("nack", "returner", message, "--delay", "0.1", "--reason", "busy");
        CommandResult again = await shell.RunAsync("inbox", "returner", "--wait", "10", "--json");

        Assert.Equal((ExitCode.Ok, "queued"), (back.Code, back.Line));
        JsonElement item = Assert.Single(again.Json.GetProperty("items").EnumerateArray());
        Assert.Equal((message, 2), (item.GetProperty("messageId").GetString(), item.GetProperty("attempt").GetInt32()));
    }

    [Fact]
    public async Task Without_a_delay_of_its_own_a_message_that_is_given_back_stays_away_for_a_while()
    {
        Shell shell = host.Shell();
        string message = await ReceiveAsync(shell, "patient");

        CommandResult back = await shell.RunAsync("nack", "patient", message);
        CommandResult inbox = await shell.RunAsync("inbox", "patient");

        Assert.Equal((ExitCode.Ok, "queued"), (back.Code, back.Line));
        Assert.Equal("no messages", inbox.Line);
    }

    [Fact]
    public async Task A_failed_message_is_listed_with_its_reason_and_requeued()
    {
        Shell shell = host.Shell();
        string message = await ReceiveAsync(shell, "failer");

        CommandResult failed = await shell.RunAsync("fail", "failer", message, "no such branch");
        CommandResult listed = await DeadLettersAsync(shell, "failer", count: 1);
        CommandResult requeued = await shell.RunAsync("requeue", "failer", message);
        CommandResult none = await DeadLettersAsync(shell, "failer", count: 0);
        CommandResult received = await shell.RunAsync("inbox", "failer", "--wait", "10", "--ack", "--json");

        Assert.Equal((ExitCode.Ok, "failed"), (failed.Code, failed.Line));
        Assert.Matches($"{message} +failed +1 .* no such branch", listed.Out);
        Assert.Equal((ExitCode.Ok, "queued"), (requeued.Code, requeued.Line));
        Assert.Equal("0 dead letters", none.Line);
        Assert.Equal(message, Assert.Single(received.Json.GetProperty("items").EnumerateArray()).GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task With_json_dead_letters_are_one_page()
    {
        Shell shell = host.Shell();
        string message = await ReceiveAsync(shell, "lister");
        await shell.RunAsync("fail", "lister", message, "broken");

        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("dead-letters", "lister", "--json"), result => result.Json.GetProperty("total").GetInt64() == 1);

        JsonElement dead = Assert.Single(listed.Json.GetProperty("items").EnumerateArray());
        Assert.Equal((message, "failed", "broken"), (dead.GetProperty("messageId").GetString(), dead.GetProperty("status").GetString(), dead.GetProperty("lastError").GetString()));
    }

    [Fact]
    public async Task A_reason_cannot_steer_the_terminal_of_who_lists_it()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("fail", "victim", await ReceiveAsync(shell, "victim"), "\u001b[2Jgone");

        CommandResult listed = await DeadLettersAsync(shell, "victim", count: 1);

        Assert.DoesNotContain('\u001b', listed.Out);
        Assert.Contains("\\u001b[2Jgone", listed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not-found", "ack", "nobody", "msg_1_none")]
    [InlineData("not-found", "nack", "nobody", "msg_1_none")]
    [InlineData("not-found", "fail", "nobody", "msg_1_none", "why")]
    [InlineData("not-found", "requeue", "nobody", "msg_1_none")]
    [InlineData("delaySeconds", "nack", "nobody", "msg_1_none", "--delay", "-1")]
    [InlineData("reason", "fail", "nobody", "msg_1_none", "")]
    public async Task What_the_host_refuses_is_code_1_and_says_why(string named, params string[] arguments)
    {
        CommandResult result = await host.Shell().RunAsync(arguments);

        Assert.Equal((ExitCode.Failed, string.Empty), (result.Code, result.Out));
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }

    private static async Task<string> ReceiveAsync(Shell shell, string agent)
    {
        string message = (await shell.RunAsync("send", "planner", agent, "Please build")).Line;
        CommandResult received = await shell.RunAsync("inbox", agent, "--wait", "10", "--json");
        Assert.Equal(message, Assert.Single(received.Json.GetProperty("items").EnumerateArray()).GetProperty("messageId").GetString());
        return message;
    }

    private static Task<CommandResult> DeadLettersAsync(Shell shell, string agent, int count) => Eventually.SeeAsync(
        () => shell.RunAsync("dead-letters", agent),
        result => result.Out.Contains($"{count} dead letter", StringComparison.Ordinal));
}
