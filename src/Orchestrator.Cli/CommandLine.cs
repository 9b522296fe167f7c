using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Orchestrator.Cli.Commands;
using Orchestrator.Cli.Commands.Completion;
using Orchestrator.Cli.Help;

namespace Orchestrator.Cli;

/// <summary>The whole command line.</summary>
internal static class CommandLine
{
    /// <summary>The command's own name.</summary>
    public const string Name = "orchestrator";

    /// <summary>Parses and runs a command.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, CliEnvironment environment, CancellationToken cancellationToken = default)
    {
        var globals = new GlobalOptions(environment);
        RootCommand root = Build(globals);
        ParseResult parsed = root.Parse(WithoutList(root, arguments));
        var invocation = new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,

            // Ctrl+C ends the process, as it does any other; the host of serve stops by its own rules.
            ProcessTerminationTimeout = null,
        };
        if (parsed.Action is not ParseErrorAction && UnknownOptions.Of(parsed).Count == 0) return await parsed.InvokeAsync(invocation, cancellationToken);
        if (arguments.Count == 0)
        {
            // Whoever types the bare name wants to know what there is.
            invocation.Output = environment.Error;
            await root.Parse("--help").InvokeAsync(invocation, cancellationToken);
        }
        else
        {
            WrongUsage.Explain(parsed, globals.Output(parsed));
        }

        return ExitCode.WrongUsage;
    }

    // A noun alone lists; who says so in words means the same.
    private static IReadOnlyList<string> WithoutList(RootCommand root, IReadOnlyList<string> arguments)
    {
        if (arguments is not [var noun, "list" or "ls", ..]) return arguments;
        Command? command = root.Subcommands.FirstOrDefault(command => command.Name == noun);
        return command is CliCommand { Subcommands.Count: > 0 } && command.Subcommands.All(verb => verb.Name != arguments[1])
            ? [noun, .. arguments.Skip(2)]
            : arguments;
    }

    /// <summary>All commands with their options.</summary>
    public static RootCommand Build(GlobalOptions globals)
    {
        var root = new RootCommand("Coordinates fleets of AI agents: sessions, agents, messages, and one journal of it all.");
        IReadOnlyList<CommandGroup> groups = CommandGroup.All(globals);
        foreach (Command command in groups.SelectMany(group => group.Commands)) root.Subcommands.Add(command);
        globals.AddTo(root);
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            if (help.Action is HelpAction plain) help.Action = new HelpWithExamples(plain, groups);
        }

        new ValuesOfHost(globals).AddTo(root);
        foreach (SuggestDirective suggest in root.Directives.OfType<SuggestDirective>()) suggest.Action = new Suggestions(suggest);
        return root;
    }
}
