using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;

namespace Orchestrator.Cli.Commands.Files;

/// <summary><c>orchestrator files show</c>.</summary>
internal sealed class ShowFileLeaseCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The lease" };

    /// <summary>Makes the command.</summary>
    public ShowFileLeaseCommand(GlobalOptions globals)
        : base(globals, "show", "Shows a lease as it is now") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator files show lease_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(HostPath.Of("file-leases", arguments.GetRequiredValue(_id)).ToString(), cancellationToken);
        output.Show<FileLeaseView>(answer, FileLeaseText.Show);
    }
}
