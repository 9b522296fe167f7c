using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions log</c>.</summary>
internal sealed class LogSessionEventCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The session" };

    private readonly Argument<string> _type = new("EVENT")
    {
        Description = "agent_spawned, file_modified, check_completed, handover_created, or a word of your own",
    };

    private readonly Option<string?> _agent = new("--agent") { Description = "The agent it is about" };
    private readonly Option<string?> _data = new("--event-data") { Description = "Any JSON value", HelpName = "JSON" };

    /// <summary>Makes the command.</summary>
    public LogSessionEventCommand(GlobalOptions globals)
        : base(globals, "log", "Logs something that happened in a session and prints the event's id")
    {
        Arguments.Add(_id);
        Arguments.Add(_type);
        Options.Add(_agent);
        Options.Add(_data);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator sessions log session_1700000000000_abc123def file_modified --event-data '{\"path\": \"src/app.cs\"}'"];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new LogSessionEvent
        {
            EventType = arguments.GetRequiredValue(_type),
            AgentId = arguments.GetValue(_agent) is { } agent ? AgentId.Parse(agent, "--agent") : null,
            EventData = JsonText.ParseOptional(arguments.GetValue(_data), "--event-data"),
        };
        string path = HostPath.Of("sessions", arguments.GetRequiredValue(_id), "events").ToString();
        HostAnswer answer = await host.PostAsync(path, command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<SessionEventView>().Id.Value);
    }
}
