using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks show</c>.</summary>
internal sealed class ShowTaskCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The task" };

    /// <summary>Makes the command.</summary>
    public ShowTaskCommand(GlobalOptions globals)
        : base(globals, "show", "Shows a task as it is now") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator tasks show task_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(HostPath.Of("tasks", arguments.GetRequiredValue(_id)).ToString(), cancellationToken);
        output.Show<TaskView>(answer, TaskText.Show);
    }
}
