using System.CommandLine;
using Orchestrator.Cli.Commands;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Help;

public sealed class HelpTests
{
    public static TheoryData<string> Everything => [.. Names(Root(), string.Empty)];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Help_teaches_with_a_sentence_and_examples(string command)
    {
        CommandResult result = await new Shell().RunAsync([.. command.Split(' '), "--help"]);

        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.Contains($"orchestrator {command}", result.Out.Split("Examples:")[1], StringComparison.Ordinal);
        Assert.Matches(@"^Description:\n  [A-Z][^\n]{9,}\n", result.Out);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_option_and_argument_is_described(string command)
    {
        Command found = command.Split(' ').Aggregate((Command)Root(), (above, name) => above.Subcommands.Single(below => below.Name == name));

        Assert.All(found.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));
        Assert.All(found.Arguments, argument => Assert.False(string.IsNullOrWhiteSpace(argument.Description), argument.Name));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_example_is_a_command_line_that_parses(string command)
    {
        Command found = command.Split(' ').Aggregate((Command)Root(), (above, name) => above.Subcommands.Single(below => below.Name == name));
        if (found is not CliCommand { Examples: var examples }) return;

        foreach (string example in examples.Where(example => example.StartsWith("orchestrator ", StringComparison.Ordinal)))
        {
            string line = example.Split(" | ")[0].Split(" > ")[0].Split(" >> ")[0]["orchestrator ".Length..].Replace('\'', '"');
            if (line.Contains("{\"", StringComparison.Ordinal) || line.Contains("\"\"", StringComparison.Ordinal) || (example.Contains('"') && example.Contains('\''))) continue; // a shell's quotes, not the library's
            Assert.True(Root().Parse(line).Errors.Count == 0, $"{example}: {string.Join(' ', Root().Parse(line).Errors)}");
        }
    }

    [Fact]
    public async Task The_root_shows_groups_exit_codes_and_variables()
    {
        CommandResult result = await new Shell().RunAsync("--help");

        Assert.Equal(ExitCode.Ok, result.Code);
        foreach (string heading in (string[])["Host:", "Messages:", "Work:", "Exit codes:", "Variables:", "Examples:"])
            Assert.Contains($"\n{heading}\n", result.Out, StringComparison.Ordinal);
        Assert.All(Root().Subcommands, command => Assert.Contains($"\n  {command.Name} ", result.Out, StringComparison.Ordinal));
        Assert.Contains("\n  2  the command line is wrong; nothing was tried\n", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orchestrator tasks", "taks")]
    [InlineData("orchestrator conversations", "conv")]
    [InlineData("orchestrator dead-letters", "deadletters")]
    [InlineData("orchestrator agents heartbeat", "agents", "hartbeat")]
    [InlineData("--status", "agents", "--stauts", "busy")]
    [InlineData("--json", "status", "--jsno")]
    public async Task A_slip_of_the_pen_is_answered_with_what_was_meant(string meant, params string[] typed)
    {
        CommandResult result = await new Shell().RunAsync(typed);

        Assert.Equal(ExitCode.WrongUsage, result.Code);
        Assert.Contains($"did you mean '{meant}'?", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Required command", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_meant_by_what_is_near_to_nothing()
    {
        CommandResult result = await new Shell().RunAsync("xyzzy");

        Assert.DoesNotContain("did you mean", result.Error, StringComparison.Ordinal);
    }

    private static RootCommand Root() => CommandLine.Build(new GlobalOptions(new CliEnvironment(
        TextReader.Null, TextWriter.Null, TextWriter.Null, OutIsTerminal: false, ErrorIsTerminal: false, _ => null, TimeProvider.System)));

    private static IEnumerable<string> Names(Command command, string path) => command.Subcommands.SelectMany(below =>
    {
        string name = $"{path} {below.Name}".TrimStart();
        return Names(below, name).Prepend(name);
    });
}
