using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary><c>orchestrator agents update</c>.</summary>
internal sealed class UpdateAgentCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The agent" };
    private readonly Option<string?> _status = new("--status") { Description = $"{Words<AgentStatus>.Allowed}; offline signs it off", HelpName = "STATUS" };
    private readonly Option<string?> _team = new("--team") { Description = "Its team", HelpName = "TEAM" };
    private readonly Option<string?> _department = new("--department") { Description = "Its department", HelpName = "DEPARTMENT" };
    private readonly Option<string?> _captain = new("--captain") { Description = "Who leads its team", HelpName = "AGENT" };
    private readonly Option<string?> _workspace = new("--workspace") { Description = "The folder it works in", HelpName = "FOLDER" };
    private readonly Option<string?> _branch = new("--branch") { Description = "The git branch it works on", HelpName = "BRANCH" };
    private readonly Option<string?> _session = new("--session") { Description = "The session it works in", HelpName = "ID" };
    private readonly Option<string?> _task = new("--task") { Description = "What it works on", HelpName = "TEXT" };
    private readonly Option<string?> _focus = new("--focus") { Description = "What it minds most now", HelpName = "TEXT" };
    private readonly Option<string[]> _capabilities = new("--capability")
    {
        Description = "What it can do, all of it from now on; may be repeated, \"\" for nothing",
        HelpName = "WORD",
    };

    private readonly DeliveryOptions _delivery = new();
    private readonly EpochOption _epoch = new();

    /// <summary>Makes the command.</summary>
    public UpdateAgentCommand(GlobalOptions globals)
        : base(globals, "update", "Changes what is given of an agent, leaves the rest")
    {
        Arguments.Add(_id);
        foreach (Option option in Changes) Options.Add(option);
        Options.Add(_epoch);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator agents update builder --team backend --capability csharp --capability sql",
        "orchestrator agents update builder --status offline",
    ];

    private IEnumerable<Option> Changes =>
        [_status, _team, _department, _captain, _workspace, _branch, _session, _task, _focus, _capabilities, .. _delivery.All];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        GivenOptions.RequireAny(arguments, Changes);
        var command = new UpdateAgent
        {
            Status = arguments.GetValue(_status) is { } status ? Words<AgentStatus>.Parse(status, "--status") : null,
            Team = arguments.GetValue(_team),
            Department = arguments.GetValue(_department),
            Captain = arguments.GetValue(_captain),
            WorkspacePath = arguments.GetValue(_workspace),
            Branch = arguments.GetValue(_branch),
            SessionId = arguments.GetValue(_session) is { } session ? SessionId.Parse(session, "--session") : null,
            CurrentTask = arguments.GetValue(_task),
            CurrentFocus = arguments.GetValue(_focus),
            Capabilities = GivenOptions.List(arguments, _capabilities),
            Delivery = _delivery.Read(arguments),
            Epoch = arguments.GetValue(_epoch),
        };
        HostAnswer answer = await host.PatchAsync(HostPath.Of("agents", arguments.GetRequiredValue(_id)).ToString(), command, cancellationToken);
        output.Show<AgentView>(answer, (_, agent) => AgentText.Show(output, agent));
    }
}
