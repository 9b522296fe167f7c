using System.CommandLine;
using Orchestrator.Cli.Commands.Access;
using Orchestrator.Cli.Commands.Agents;
using Orchestrator.Cli.Commands.Budgets;
using Orchestrator.Cli.Commands.Checkpoints;
using Orchestrator.Cli.Commands.Completion;
using Orchestrator.Cli.Commands.Conversations;
using Orchestrator.Cli.Commands.Departments;
using Orchestrator.Cli.Commands.Files;
using Orchestrator.Cli.Commands.Git;
using Orchestrator.Cli.Commands.Hosting;
using Orchestrator.Cli.Commands.Journal;
using Orchestrator.Cli.Commands.Mcp;
using Orchestrator.Cli.Commands.Messages;
using Orchestrator.Cli.Commands.Operations;
using Orchestrator.Cli.Commands.Search;
using Orchestrator.Cli.Commands.Sessions;
using Orchestrator.Cli.Commands.Sql;
using Orchestrator.Cli.Commands.Tasks;
using Orchestrator.Cli.Commands.Transactions;

namespace Orchestrator.Cli;

/// <summary>Commands that belong together, as the help shows them.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Commands">The commands.</param>
internal sealed record CommandGroup(string Title, IReadOnlyList<Command> Commands)
{
    /// <summary>All commands below the root, in their groups.</summary>
    public static IReadOnlyList<CommandGroup> All(GlobalOptions globals) =>
    [
        new("Host", [new ServeCommand(globals), new StatusCommand(globals), new DoctorCommand(globals), new McpCommand(globals), new TokenCommand(globals)]),
        new("Sessions", [new SessionsCommand(globals), new DepartmentsCommand(globals), new CheckpointsCommand(globals)]),
        new("Agents", [new AgentsCommand(globals), new UsageCommand(globals), new BudgetsCommand(globals)]),
        new(
            "Messages",
            [
                new SendCommand(globals),
                new AskCommand(globals),
                new InboxCommand(globals),
                new AckCommand(globals),
                new NackCommand(globals),
                new FailCommand(globals),
                new DeadLettersCommand(globals),
                new RequeueCommand(globals),
                new MessagesCommand(globals),
                new ConversationsCommand(globals),
            ]),
        new("Work", [new TasksCommand(globals), new FilesCommand(globals), new GitCommand(globals), new TransactCommand(globals)]),
        new("Look", [new TailCommand(globals), new SearchCommand(globals), new SqlCommand(globals)]),
        new("Shell", [new CompletionCommand(globals)]),
    ];
}
