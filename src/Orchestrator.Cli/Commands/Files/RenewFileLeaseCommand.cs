using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;

namespace Orchestrator.Cli.Commands.Files;

/// <summary><c>orchestrator files renew</c>.</summary>
internal sealed class RenewFileLeaseCommand : HostCommand
{
    private readonly HolderOptions _holder;
    private readonly Argument<string> _id = new("ID") { Description = "The lease" };
    private readonly Option<double?> _ttl = new("--ttl") { Description = "For how many seconds from now; as long as before when absent", HelpName = "SECONDS" };

    /// <summary>Makes the command.</summary>
    public RenewFileLeaseCommand(GlobalOptions globals)
        : base(globals, "renew", "Keeps a lease for longer; the heartbeats of a registered agent do so by themselves")
    {
        _holder = new HolderOptions(globals);
        Arguments.Add(_id);
        _holder.AddAgentTo(this);
        Options.Add(_holder.Epoch);
        Options.Add(_ttl);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator files renew lease_1700000000000_abc123def --agent coder --ttl 1800"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new RenewFileLease
        {
            AgentId = _holder.Agent(arguments),
            Epoch = arguments.GetValue(_holder.Epoch),
            TtlSeconds = arguments.GetValue(_ttl),
        };
        HostAnswer answer = await host.PostAsync(
            HostPath.Of("file-leases", arguments.GetRequiredValue(_id), Name).ToString(), command, cancellationToken);
        output.Show<FileLeaseView>(answer, FileLeaseText.Show);
    }
}
