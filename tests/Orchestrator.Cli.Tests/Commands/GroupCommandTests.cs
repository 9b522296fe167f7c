using System.Text.Json;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>Messages to several agents and to groups, and questions.</summary>
public sealed class GroupCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("planner", "one,two", "Code freeze")]
    [InlineData("planner", "--to", "one", "--to", "two", "Code freeze")]
    [InlineData("planner", "Code freeze", "--to", "one,two")]
    public async Task A_message_goes_to_several_agents(params string[] arguments)
    {
        Shell shell = host.Shell();
        CommandResult sent = await shell.RunAsync(["send", .. arguments]);

        Assert.Equal((ExitCode.Ok, string.Empty), (sent.Code, sent.Error));
        foreach (string agent in (string[])["one", "two"])
            Assert.Contains(sent.Line, (await shell.RunAsync("inbox", agent, "--wait", "10", "--ack")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_goes_to_a_group_or_to_any_one_of_it()
    {
        Shell shell = host.Shell();
        foreach (string agent in (string[])["red-1", "red-2"]) await shell.RunAsync("agents", "register", agent, "--team", "red, bright");
        CommandResult all = await shell.RunAsync("send", "planner", "team:red, bright", "to all");
        CommandResult any = await shell.RunAsync("send", "planner", "to one", "--to", "any-of:team:red, bright");

        var received = new List<string>();
        foreach (string agent in (string[])["red-1", "red-2"])
        {
            CommandResult inbox = await Eventually.SeeAsync(
                () => shell.RunAsync("inbox", agent, "--lease", "1", "--json"), result => result.Out.Contains(all.Line, StringComparison.Ordinal));
            received.AddRange(inbox.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("messageId").GetString()!));
        }

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (all.Code, any.Code));
        Assert.Equal(2, received.Count(id => id == all.Line));
    }

    [Fact]
    public async Task A_group_without_members_is_code_1()
    {
        CommandResult result = await host.Shell().RunAsync("send", "planner", "team:nobody", "x");

        Assert.Equal((ExitCode.Failed, string.Empty), (result.Code, result.Out));
        Assert.EndsWith("[no-recipients]\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_of_a_group_are_listed_and_requeued()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("agents", "register", "worker", "--department", "Research & Co");
        string message = (await shell.RunAsync("send", "planner", "any-of:department:Research & Co", "x")).Line;
        await shell.RunAsync("inbox", "worker", "--wait", "10");
        CommandResult failed = await shell.RunAsync("fail", "worker", message, "no such branch");
        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("dead-letters", "department:Research & Co"), result => result.Out.Contains(message, StringComparison.Ordinal));
        CommandResult requeued = await shell.RunAsync("requeue", "department:Research & Co", message);

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (failed.Code, requeued.Code));
        Assert.Contains("no such branch", listed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_prints_its_answer()
    {
        Shell shell = host.Shell();
        Task<CommandResult> asking = shell.RunAsync("ask", "planner", "expert", "What is it?", "--timeout", "20");
        CommandResult inbox = await shell.RunAsync("inbox", "expert", "--wait", "20", "--ack", "--json");
        JsonElement question = inbox.Json.GetProperty("items")[0].GetProperty("message");
        await shell.RunAsync("send", "expert", "planner", "42\nand \u001b[2Jmore", "--type", "response", "--response-to", question.GetProperty("id").GetString()!);
        CommandResult asked = await asking;

        Assert.Equal("request", question.GetProperty("type").GetString());
        Assert.Equal((ExitCode.Ok, "42\nand \\u001b[2Jmore"), (asked.Code, asked.Line));
        Assert.Equal("no messages", (await shell.RunAsync("inbox", "planner")).Line);
    }

    [Fact]
    public async Task With_json_question_and_answer_are_printed()
    {
        Shell shell = host.Shell();
        Task<CommandResult> asking = shell.RunAsync("ask", "boss", "--to", "oracle", "{\"q\":1}", "--json-content", "--json");
        CommandResult inbox = await shell.RunAsync("inbox", "oracle", "--wait", "20", "--ack", "--json");
        string question = inbox.Json.GetProperty("items")[0].GetProperty("messageId").GetString()!;
        await shell.RunAsync("send", "oracle", "boss", "{\"a\":2}", "--json-content", "--response-to", question);
        CommandResult asked = await asking;

        Assert.Equal(question, asked.Json.GetProperty("request").GetProperty("id").GetString());
        Assert.Equal(2, asked.Json.GetProperty("response").GetProperty("content").GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task Without_an_answer_in_time_it_is_code_1_and_one_line()
    {
        CommandResult asked = await host.Shell().RunAsync("ask", "planner", "sleeper", "Are you there?", "--timeout", "0.2");

        Assert.Equal((ExitCode.Failed, string.Empty), (asked.Code, asked.Out));
        Assert.StartsWith("error: no answer to message msg_", asked.Error, StringComparison.Ordinal);
        Assert.EndsWith("[deadline-exceeded]\n", asked.Error, StringComparison.Ordinal);
        Assert.Single(asked.Error.TrimEnd('\n').Split('\n'));
    }
}
