using System.Text.Json;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

/// <summary>An option that is misspelled is never taken for a value.</summary>
public sealed class UnknownOptionTests(TestHost host) : IClassFixture<TestHost>
{
    public static TheoryData<string[], string, string?> Misspelled => new()
    {
        { ["send", "planner", "coder", "--jsn"], "--jsn", "--json" },
        { ["send", "planner", "--too", "coder"], "--too", "--to" },
        { ["send", "planner", "coder", "--priorty", "high", "hello"], "--priorty", "--priority" },
        { ["send", "planner", "coder", "hello", "--priorty=high"], "--priorty", "--priority" },
        { ["agents", "register", "--typ"], "--typ", "--type" },
        { ["tasks", "create", "--labl"], "--labl", "--label" },
        { ["tasks", "claim", "T", "--agnt", "coder"], "--agnt", null },
        { ["tasks", "--labl"], "--labl", "--label" },
        { ["sql", "--dta"], "--dta", "--data" },
        { ["send", "planner", "coder", "--quux"], "--quux", null },
    };

    [Theory]
    [MemberData(nameof(Misspelled))]
    public async Task A_misspelled_option_is_wrong_usage_and_the_right_one_is_named(string[] arguments, string wrong, string? right)
    {
        CommandResult result = await host.Shell().RunAsync(arguments);

        Assert.Equal((ExitCode.WrongUsage, string.Empty), (result.Code, result.Out));
        string[] errors = [.. result.Error.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal))];
        string hint = right is null ? string.Empty : $"; did you mean '{right}'?";
        Assert.StartsWith($"error: '{wrong}' is not an option here{hint}", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_message_tells_how_such_a_word_is_a_value()
    {
        CommandResult result = await host.Shell().RunAsync("send", "planner", "coder", "--jsn", "--json");

        string detail = JsonDocument.Parse(result.Error).RootElement.GetProperty("detail").GetString()!;
        Assert.Contains("'--jsn' is not an option here; did you mean '--json'? '--' before it takes it as a value", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_two_dashes_and_as_an_options_value_it_is_a_value()
    {
        Shell shell = host.Shell();
        CommandResult behind = await shell.RunAsync("send", "planner", "coder", "--json", "--", "--jsn");
        CommandResult value = await shell.RunAsync("tasks", "create", "title", "--description", "--labl", "--json");

        Assert.Equal((ExitCode.Ok, string.Empty), (behind.Code, behind.Error));
        Assert.Equal("--jsn", behind.Json.GetProperty("content").GetString());
        Assert.Equal((ExitCode.Ok, string.Empty), (value.Code, value.Error));
        Assert.Equal("--labl", value.Json.GetProperty("description").GetString());
    }

    [Theory]
    [InlineData("-- not an option")]
    [InlineData("--force is what it needs")]
    [InlineData("---")]
    [InlineData("-x")]
    [InlineData("--1")]
    public async Task What_does_not_look_like_an_option_is_a_value(string text)
    {
        CommandResult result = await host.Shell().RunAsync("send", "planner", "coder", text, "--json");

        Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error));
        Assert.Equal(text, result.Json.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Help_goes_on()
    {
        CommandResult result = await new Shell().RunAsync("send", "a", "--jsn", "--help");

        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.Contains("--priority", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_goes_on()
    {
        const string Line = "orchestrator send a b --pri";
        CommandResult result = await new Shell().RunAsync($"[suggest:{Line.Length}]", Line);

        Assert.Equal((ExitCode.Ok, "--priority\n"), (result.Code, result.Out));
    }
}
