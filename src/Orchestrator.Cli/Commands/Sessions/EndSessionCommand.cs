using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions end</c>.</summary>
internal sealed class EndSessionCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The session" };
    private readonly Option<string?> _summary = new("--summary") { Description = "What was done" };

    /// <summary>Makes the command.</summary>
    public EndSessionCommand(GlobalOptions globals)
        : base(globals, "end", "Completes a session")
    {
        Arguments.Add(_id);
        Options.Add(_summary);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator sessions end session_1700000000000_abc123def --summary \"All tests pass\""];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string path = HostPath.Of("sessions", arguments.GetRequiredValue(_id), "end").ToString();
        HostAnswer answer = await host.PostAsync(
            path, new EndSession { Summary = arguments.GetValue(_summary) }, cancellationToken);
        output.Show<SessionView>(answer, SessionText.Show);
    }
}
