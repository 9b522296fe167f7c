using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;

namespace Orchestrator.Cli.Commands.Files;

/// <summary><c>orchestrator files release</c>.</summary>
internal sealed class ReleaseFileLeaseCommand : HostCommand
{
    private readonly HolderOptions _holder;
    private readonly Argument<string> _id = new("ID") { Description = "The lease" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why" };

    /// <summary>Makes the command.</summary>
    public ReleaseFileLeaseCommand(GlobalOptions globals)
        : base(globals, "release", "Gives a lease back; harmless when it ended already")
    {
        _holder = new HolderOptions(globals);
        Arguments.Add(_id);
        _holder.AddAgentTo(this);
        Options.Add(_holder.Epoch);
        Options.Add(_reason);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator files release lease_1700000000000_abc123def --agent coder"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new ReleaseFileLease
        {
            AgentId = _holder.Agent(arguments),
            Epoch = arguments.GetValue(_holder.Epoch),
            Reason = arguments.GetValue(_reason),
        };
        HostAnswer answer = await host.PostAsync(
            HostPath.Of("file-leases", arguments.GetRequiredValue(_id), Name).ToString(), command, cancellationToken);
        output.Show<FileLeaseView>(answer, FileLeaseText.Show);
    }
}
