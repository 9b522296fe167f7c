using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions delete</c>.</summary>
internal sealed class DeleteSessionCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The session" };

    /// <summary>Makes the command.</summary>
    public DeleteSessionCommand(GlobalOptions globals)
        : base(globals, "delete", "Deletes a session from all tables; the journal keeps its history") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator sessions delete session_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.DeleteAsync(HostPath.Of("sessions", arguments.GetRequiredValue(_id)).ToString(), cancellationToken);
        output.Show<SessionView>(answer, (_, session) => output.Say($"session {session.Id} is deleted"));
    }
}
