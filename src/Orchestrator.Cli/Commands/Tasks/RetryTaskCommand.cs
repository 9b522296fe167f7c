using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks retry</c>.</summary>
internal sealed class RetryTaskCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The task" };

    /// <summary>Makes the command.</summary>
    public RetryTaskCommand(GlobalOptions globals)
        : base(globals, "retry", "Makes a failed task pending again") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator tasks retry task_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.PostAsync(
            HostPath.Of("tasks", arguments.GetRequiredValue(_id), "retry").ToString(), cancellationToken);
        output.Show<TaskView>(answer, TaskText.Show);
    }
}
