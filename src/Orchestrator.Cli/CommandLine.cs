using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Orchestrator.Cli.Commands;
using Orchestrator.Cli.Commands.Agents;
using Orchestrator.Cli.Commands.Hosting;
using Orchestrator.Cli.Commands.Journal;
using Orchestrator.Cli.Commands.Messages;
using Orchestrator.Cli.Commands.Sessions;
using Orchestrator.Cli.Commands.Sql;

namespace Orchestrator.Cli;

/// <summary>The whole command line.</summary>
internal static class CommandLine
{
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
        };
        bool wrong = parsed.Action is ParseErrorAction;
        if (wrong) invocation.Output = environment.Error;
        int code = await parsed.InvokeAsync(invocation, cancellationToken);
        return wrong ? ExitCode.WrongUsage : code;
    }

    private static RootCommand Build(CliEnvironment environment)
    {
        var globals = new GlobalOptions(environment);
        var root = new RootCommand("Coordinates fleets of AI agents: sessions, agents, messages, and one journal of it all.")
        {
            new ServeCommand(globals),
            new StatusCommand(globals),
            new SessionsCommand(globals),
            new AgentsCommand(globals),
            new SendCommand(globals),
            new InboxCommand(globals),
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
