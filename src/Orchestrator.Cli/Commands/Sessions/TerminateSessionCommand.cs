using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions terminate</c>.</summary>
internal sealed class TerminateSessionCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The session" };
    private readonly Argument<string> _reason = new("REASON") { Description = "Why" };

    /// <summary>Makes the command.</summary>
    public TerminateSessionCommand(GlobalOptions globals)
        : base(globals, "terminate", "Ends a session from outside; what is held in it is given back")
    {
        Arguments.Add(_id);
        Arguments.Add(_reason);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator sessions terminate session_1700000000000_abc123def \"Out of money\""];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string path = HostPath.Of("sessions", arguments.GetRequiredValue(_id), "terminate").ToString();
        HostAnswer answer = await host.PostAsync(
            path, new TerminateSession { Reason = arguments.GetRequiredValue(_reason) }, cancellationToken);
        output.Show<SessionView>(answer, SessionText.Show);
    }
}
