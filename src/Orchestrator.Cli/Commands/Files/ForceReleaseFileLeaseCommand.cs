using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;

namespace Orchestrator.Cli.Commands.Files;

/// <summary><c>orchestrator files force-release</c>.</summary>
internal sealed class ForceReleaseFileLeaseCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The lease" };
    private readonly Option<string> _by = new("--by") { Description = "Who ends it; kept for ever", Required = true };
    private readonly Option<string> _reason = new("--reason") { Description = "Why; kept for ever", Required = true };

    /// <summary>Makes the command.</summary>
    public ForceReleaseFileLeaseCommand(GlobalOptions globals)
        : base(globals, "force-release", "Ends a lease against its agent's will, for an operator")
    {
        Arguments.Add(_id);
        Options.Add(_by);
        Options.Add(_reason);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator files force-release lease_1700000000000_abc123def --by ada --reason \"coder hangs\""];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new ForceReleaseFileLease { By = arguments.GetRequiredValue(_by), Reason = arguments.GetRequiredValue(_reason) };
        HostAnswer answer = await host.PostAsync(
            HostPath.Of("file-leases", arguments.GetRequiredValue(_id), Name).ToString(), command, cancellationToken);
        output.Show<FileLeaseView>(answer, FileLeaseText.Show);
    }
}
