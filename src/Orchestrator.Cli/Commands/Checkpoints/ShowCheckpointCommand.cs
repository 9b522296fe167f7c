using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Cli.Commands.Checkpoints;

/// <summary><c>orchestrator checkpoints show</c>.</summary>
internal sealed class ShowCheckpointCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The checkpoint" };

    /// <summary>Makes the command.</summary>
    public ShowCheckpointCommand(GlobalOptions globals)
        : base(globals, "show", "Shows what a checkpoint is, without its snapshot") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator checkpoints show chk_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(
            HostPath.Of("checkpoints", arguments.GetRequiredValue(_id)).With("snapshot", "false").ToString(), cancellationToken);
        output.Show<CheckpointView>(answer, CheckpointText.Show);
    }
}
