using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Orchestrator.Cli.Commands;
using Orchestrator.Cli.Commands.Access;
using Orchestrator.Cli.Commands.Agents;
using Orchestrator.Cli.Commands.Budgets;
using Orchestrator.Cli.Commands.Checkpoints;
using Orchestrator.Cli.Commands.Departments;
using Orchestrator.Cli.Commands.Files;
using Orchestrator.Cli.Commands.Git;
using Orchestrator.Cli.Commands.Hosting;
using Orchestrator.Cli.Commands.Journal;
using Orchestrator.Cli.Commands.Mcp;
using Orchestrator.Cli.Commands.Messages;
using Orchestrator.Cli.Commands.Sessions;
using Orchestrator.Cli.Commands.Sql;
using Orchestrator.Cli.Commands.Tasks;
using Orchestrator.Cli.Commands.Transactions;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli;

/// <summary>The whole command line.</summary>
internal static class CommandLine
{
    private const string Name = "orchestrator";

    /// <summary>Parses and runs a command.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, CliEnvironment environment, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = Build(environment).Parse(arguments);
        var invocation = new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,

            // Ctrl+C ends the process, as it does any other; the host of serve stops by its own rules.
            ProcessTerminationTimeout = null,
        };
        if (parsed.Action is not ParseErrorAction) return await parsed.InvokeAsync(invocation, cancellationToken);
        if (arguments.Count == 0)
        {
            // Whoever types the bare name wants to know what there is.
            invocation.Output = environment.Error;
            await Build(environment).Parse("--help").InvokeAsync(invocation, cancellationToken);
        }
        else
        {
            Explain(parsed, environment.Error);
        }

        return ExitCode.WrongUsage;
    }

    private static void Explain(ParseResult parsed, TextWriter error)
    {
        foreach (string message in parsed.Errors.Select(e => WithoutTypes(e.Message)).Distinct(StringComparer.Ordinal))
            error.WriteLine($"error: {Printable.Line(message)}");
        var command = new Stack<string>();
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Command: { } symbol }; result = result.Parent)
            command.Push(symbol is RootCommand ? Name : symbol.Name);
        error.WriteLine($"see '{string.Join(' ', command)} --help'");
    }

    // The library's words name types of the program.
    private static string WithoutTypes(string message)
    {
        int type = message.IndexOf(" as expected type 'System.", StringComparison.Ordinal);
        if (type < 0) return message;
        return message.AsSpan(type).Contains("Boolean", StringComparison.Ordinal) ? $"{message[..type]}: choose true or false" : $"{message[..type]} as a number";
    }

    private static RootCommand Build(CliEnvironment environment)
    {
        var globals = new GlobalOptions(environment);
        var root = new RootCommand("Coordinates fleets of AI agents: sessions, agents, messages, and one journal of it all.")
        {
            new ServeCommand(globals),
            new McpCommand(globals),
            new StatusCommand(globals),
            new SessionsCommand(globals),
            new AgentsCommand(globals),
            new DepartmentsCommand(globals),
            new TasksCommand(globals),
            new TransactCommand(globals),
            new UsageCommand(globals),
            new BudgetsCommand(globals),
            new FilesCommand(globals),
            new GitCommand(globals),
            new CheckpointsCommand(globals),
            new SendCommand(globals),
            new AskCommand(globals),
            new InboxCommand(globals),
            new AckCommand(globals),
            new NackCommand(globals),
            new FailCommand(globals),
            new DeadLettersCommand(globals),
            new RequeueCommand(globals),
            new TokenCommand(globals),
            new TailCommand(globals),
            new SqlCommand(globals),
        };
        globals.AddTo(root);
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            if (help.Action is HelpAction plain) help.Action = new HelpWithExamples(plain);
        }

        return root;
    }
}
