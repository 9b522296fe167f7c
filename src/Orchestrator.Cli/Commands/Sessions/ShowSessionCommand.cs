using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions show</c>.</summary>
internal sealed class ShowSessionCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The session" };

    /// <summary>Makes the command.</summary>
    public ShowSessionCommand(GlobalOptions globals)
        : base(globals, "show", "Shows one session") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator sessions show session_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(
            HostPath.Of("sessions", arguments.GetRequiredValue(_id)).ToString(), cancellationToken);
        output.Show<SessionView>(answer, SessionText.Show);
    }
}
