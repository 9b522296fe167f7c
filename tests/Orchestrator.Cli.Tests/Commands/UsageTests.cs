using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class UsageTests
{
    public static TheoryData<string[], string> WrongUsage => new()
    {
        { ["nonsense"], "nonsense" },
        { ["send", "only-from"], "send" },
        { ["send", "a", "not an id", "text"], "TO" },
        { ["send", "a", "b"], "TEXT" },
        { ["send", "a", "b", "text", "--to", "c"], "--to" },
        { ["send", "a", "text", "--to", "team:x", "--to", "b"], "--to" },
        { ["send", "a", "any-of:b", "text"], "TO" },
        { ["ask", "a", "b"], "TEXT" },
        { ["ask", "a", "b", "text", "--timeout", "long"], "long" },
        { ["inbox", "a", "--epoch", "x"], "x" },
        { ["requeue", "a", "msg_1_a", "--epoch", "1"], "--epoch" },
        { ["agents", "register", "a", "--at", "5"], "--at" },
        { ["agents", "register", "a", "--delivery", "pigeon"], "--delivery" },
        { ["send", "a", "b", "{broken", "--json-content"], "TEXT" },
        { ["send", "a", "b", "text", "--priority", "9"], "--priority" },
        { ["send", "a", "b", "text", "--type", "shout"], "--type" },
        { ["status", "--url", "ftp://127.0.0.1"], "--url" },
        { ["inbox", "a", "--max", "many"], "many" },
        { ["ack", "a"], "ack" },
        { ["ack", "no agent", "msg_1_a"], "AGENT" },
        { ["ack", "a", "no message"], "MESSAGE" },
        { ["nack", "a", "msg_1_a", "--delay", "soon"], "soon" },
        { ["fail", "a", "msg_1_a"], "fail" },
        { ["dead-letters", "no agent"], "AGENT" },
        { ["requeue", "a"], "requeue" },
        { ["agents", "heartbeat", "a", "--metric", "cpu"], "--metric" },
        { ["agents", "heartbeat", "a", "--status", "asleep"], "--status" },
        { ["agents", "register", "no spaces"], "NAME" },
        { ["sessions", "create", "--metadata", "[1"], "--metadata" },
        { ["sessions", "show"], "show" },
        { ["tail", "--after", "x"], "x" },
        { ["status", "--watch", "0"], "--watch" },
        { ["status", "--watch", "soon"], "soon" },
        { ["messages", "--limit", "5"], "--limit" },
        { ["search"], "search" },
        { ["completion", "tcsh"], "tcsh" },
        { ["conversations", "read", "c", "a", "x"], "x" },
    };

    [Theory]
    [MemberData(nameof(WrongUsage))]
    public async Task Wrong_usage_is_code_2_and_says_what_is_wrong(string[] arguments, string named)
    {
        CommandResult result = await new Shell().RunAsync(arguments);

        Assert.Equal(ExitCode.WrongUsage, result.Code);
        Assert.Empty(result.Out);
        Assert.Contains("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bare_name_shows_what_there_is()
    {
        CommandResult result = await new Shell().RunAsync();

        Assert.Equal(ExitCode.WrongUsage, result.Code);
        Assert.Contains("serve", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_variable_is_named()
    {
        CommandResult result = await new Shell().With("ORCHESTRATOR_URL", "nowhere").RunAsync("status");

        Assert.Equal(ExitCode.WrongUsage, result.Code);
        Assert.Contains("ORCHESTRATOR_URL", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_code_1_and_one_line()
    {
        CommandResult result = await new Shell().RunAsync("status", "--url", "http://127.0.0.1:9");

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Empty(result.Out);
        Assert.StartsWith("error: no host answers at http://127.0.0.1:9 ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }
}
