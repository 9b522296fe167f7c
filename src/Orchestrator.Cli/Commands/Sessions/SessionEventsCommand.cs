using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions events</c>.</summary>
internal sealed class SessionEventsCommand : HostCommand
{
    private const int DataWidth = 100;

    private readonly Argument<string> _id = new("ID") { Description = "The session" };
    private readonly Option<string?> _type = new("--type") { Description = "Only events of a type, such as file_modified", HelpName = "TYPE" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public SessionEventsCommand(GlobalOptions globals)
        : base(globals, "events", "Lists what was logged in a session")
    {
        Arguments.Add(_id);
        Options.Add(_type);
        _page.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator sessions events session_1700000000000_abc123def --page-size 500"];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("sessions", arguments.GetRequiredValue(_id), "events").With("eventType", arguments.GetValue(_type));
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<SessionEventView>(
            output,
            answer,
            "event",
            ["TIME", "EVENT", "AGENT", "DATA"],
            logged =>
            [
                Texts.Of(logged.Timestamp),
                logged.EventType,
                logged.AgentId?.Value,
                Printable.Line(Texts.Of(logged.EventData) ?? string.Empty, DataWidth),
            ]);
    }
}
