using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Checkpoints;

/// <summary><c>orchestrator checkpoints delete</c>.</summary>
internal sealed class DeleteCheckpointCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The checkpoint" };

    /// <summary>Makes the command.</summary>
    public DeleteCheckpointCommand(GlobalOptions globals)
        : base(globals, "delete", "Deletes a checkpoint; sessions that were restored from it stay") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator checkpoints delete chk_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string id = arguments.GetRequiredValue(_id);
        HostAnswer answer = await host.DeleteAsync(HostPath.Of("checkpoints", id).ToString(), cancellationToken);
        if (output.IsJson) output.Json(answer.Json);
        else output.Say($"Deleted {id}");
    }
}
