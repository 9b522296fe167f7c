using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Orchestrator.Cli.Commands;

namespace Orchestrator.Cli.Help;

/// <summary>The usual help, and below it how the command is used. The root's has its commands in groups.</summary>
/// <param name="plain">The usual help.</param>
/// <param name="groups">The groups of commands.</param>
internal sealed class HelpWithExamples(HelpAction plain, IReadOnlyList<CommandGroup> groups) : SynchronousCommandLineAction
{
    private const int NameWidth = 16;

    private static readonly string[] RootExamples =
    [
        "orchestrator serve --data ./data",
        "orchestrator agents register builder",
        "orchestrator send planner builder \"Please build the parser\"",
        "orchestrator inbox builder --ack",
        "orchestrator ask planner any-of:team:backend \"Who is free?\"",
        "orchestrator status --watch",
    ];

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        switch (parseResult.CommandResult.Command)
        {
            case RootCommand root:
                ShowRoot(root, output);
                return ExitCode.Ok;
            case var command:
                int code = plain.Invoke(parseResult);
                if (ExamplesOf(command) is { Count: > 0 } examples) ShowExamples(examples, output);
                return code;
        }
    }

    // A noun that does nothing itself has those of its verbs.
    private static IReadOnlyList<string> ExamplesOf(Command command) => command is CliCommand { Examples: var own }
        ? own
        : [.. command.Subcommands.SelectMany(ExamplesOf)];

    private static void ShowExamples(IEnumerable<string> examples, TextWriter output)
    {
        output.WriteLine("Examples:");
        foreach (string example in examples) output.WriteLine($"  {example}");
        output.WriteLine();
    }

    private void ShowRoot(RootCommand root, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine("  orchestrator COMMAND [options]");
        output.WriteLine("  orchestrator COMMAND --help        what it does, its options, examples");
        output.WriteLine("  orchestrator NOUN VERB [options]   what can be done with sessions, agents, tasks ...; a noun alone lists");
        output.WriteLine();
        foreach (CommandGroup group in groups)
        {
            output.WriteLine($"{group.Title}:");
            foreach (Command command in group.Commands) output.WriteLine($"  {command.Name.PadRight(NameWidth)}{command.Description}");
            output.WriteLine();
        }

        output.WriteLine("Options of all commands:");
        foreach (Option option in root.Options.Where(option => !option.Hidden))
        {
            string name = option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;
            output.WriteLine($"  {name.PadRight(NameWidth + 2)}  {option.Description}");
        }

        output.WriteLine();
        output.WriteLine("Exit codes:");
        output.WriteLine($"  {ExitCode.Ok}  done");
        output.WriteLine($"  {ExitCode.Failed}  the host refused, could not be reached, or something else failed; standard error says why");
        output.WriteLine($"  {ExitCode.WrongUsage}  the command line is wrong; nothing was tried");
        output.WriteLine();
        output.WriteLine("Variables:");
        foreach ((string name, string meaning) in GlobalOptions.Variables) output.WriteLine($"  {name.PadRight(26)}{meaning}");
        output.WriteLine();
        ShowExamples(RootExamples, output);
    }
}
