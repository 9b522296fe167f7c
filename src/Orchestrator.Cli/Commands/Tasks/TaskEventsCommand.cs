using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks events</c>.</summary>
internal sealed class TaskEventsCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The task" };

    /// <summary>Makes the command.</summary>
    public TaskEventsCommand(GlobalOptions globals)
        : base(globals, "events", "Shows every change of a task but renewals, oldest first") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator tasks events task_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(
            HostPath.Of("tasks", arguments.GetRequiredValue(_id), "events").ToString(), cancellationToken);
        if (output.IsJson)
        {
            output.Json(answer.Json);
            return;
        }

        output.Table(
            ["TIME", "EVENT", "STATUS", "ASSIGNEE", "BY", "DETAILS"],
            answer.ReadItems<TaskChange>().Select(change => (IReadOnlyList<string?>)
            [
                Texts.Of(change.Timestamp),
                change.EventType,
                change.NewStatus,
                change.AssignedTo,
                change.ChangedBy,
                Texts.Of(change.Details),
            ]));
    }
}
