using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions update</c>.</summary>
internal sealed class UpdateSessionCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The session" };
    private readonly Option<string?> _status = new("--status") { Description = "active, idle, completed or error", HelpName = "STATUS" };
    private readonly Option<string?> _name = new("--name") { Description = "A name for people", HelpName = "NAME" };
    private readonly Option<string?> _project = new("--project") { Description = "The project's folder", HelpName = "FOLDER" };
    private readonly Option<string?> _workspace = new("--workspace") { Description = "The folder it works in", HelpName = "FOLDER" };
    private readonly Option<string?> _branch = new("--branch") { Description = "The git branch", HelpName = "BRANCH" };
    private readonly Option<string?> _agent = new("--agent") { Description = "The agent that leads it", HelpName = "AGENT" };
    private readonly Option<string[]> _capabilities = new("--capability")
    {
        Description = "What it can do, all of it from now on; may be repeated, \"\" for nothing",
        HelpName = "WORD",
    };

    private readonly Option<string[]> _constraints = new("--constraint")
    {
        Description = "What it must mind, all of it from now on; may be repeated, \"\" for nothing",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _metadata = new("--metadata")
    {
        Description = "A JSON object: its fields are set, others stay, a null removes one",
        HelpName = "JSON",
    };

    /// <summary>Makes the command.</summary>
    public UpdateSessionCommand(GlobalOptions globals)
        : base(globals, "update", "Changes what is given of a session, leaves the rest")
    {
        Arguments.Add(_id);
        foreach (Option option in Changes) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator sessions update session_1700000000000_abc123def --branch release-2",
        "orchestrator sessions update session_1700000000000_abc123def --metadata '{\"ticket\": 8, \"draft\": null}'",
    ];

    private IEnumerable<Option> Changes => [_status, _name, _project, _workspace, _branch, _agent, _capabilities, _constraints, _metadata];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        GivenOptions.RequireAny(arguments, Changes);
        var command = new UpdateSession
        {
            Status = arguments.GetValue(_status) is { } status ? Words<SessionStatus>.Parse(status, "--status") : null,
            Name = arguments.GetValue(_name),
            ProjectPath = arguments.GetValue(_project),
            Workspace = arguments.GetValue(_workspace),
            Branch = arguments.GetValue(_branch),
            MainAgentId = arguments.GetValue(_agent) is { } agent ? AgentId.Parse(agent, "--agent") : null,
            Capabilities = GivenOptions.List(arguments, _capabilities),
            Constraints = GivenOptions.List(arguments, _constraints),
            Metadata = JsonText.ParseOptional(arguments.GetValue(_metadata), "--metadata"),
        };
        HostAnswer answer = await host.PatchAsync(HostPath.Of("sessions", arguments.GetRequiredValue(_id)).ToString(), command, cancellationToken);
        output.Show<SessionView>(answer, SessionText.Show);
    }
}
