using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary><c>orchestrator agents</c>: lists agents; below it, what can be done with one.</summary>
internal sealed class AgentsCommand : HostCommand
{
    private readonly Option<string?> _status = new("--status")
    {
        Description = $"Only those that are {Words<AgentStatus>.Allowed}",
        HelpName = "STATUS",
    };

    private readonly Option<string?> _liveness = new("--liveness")
    {
        Description = $"Only those that the host judges {Words<AgentLiveness>.Allowed}",
        HelpName = "LIVENESS",
    };

    private readonly Option<string?> _type = new("--type") { Description = "Only those of a type", HelpName = "TYPE" };

    private readonly Option<string?> _name = new("--name") { Description = "Only those with this in their name, in any case", HelpName = "NAME" };

    private readonly Option<string?> _team = new("--team") { Description = "Only those of a team", HelpName = "TEAM" };
    private readonly Option<string?> _department = new("--department") { Description = "Only those of a department", HelpName = "DEPARTMENT" };
    private readonly Option<string?> _session = new("--session") { Description = "Only those that work in a session", HelpName = "ID" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public AgentsCommand(GlobalOptions globals)
        : base(globals, "agents", "Lists agents; registers, shows, changes and deletes one, and tells what it did")
    {
        Options.Add(_status);
        Options.Add(_liveness);
        Options.Add(_type);
        Options.Add(_name);
        Options.Add(_team);
        Options.Add(_department);
        Options.Add(_session);
        _page.AddTo(this);
        Subcommands.Add(new ShowAgentCommand(globals));
        Subcommands.Add(new RegisterAgentCommand(globals));
        Subcommands.Add(new UpdateAgentCommand(globals));
        Subcommands.Add(new HeartbeatCommand(globals));
        Subcommands.Add(new AgentStatisticsCommand(globals));
        Subcommands.Add(new AgentPeersCommand(globals));
        Subcommands.Add(new AgentActivityCommand(globals));
        Subcommands.Add(new DeleteAgentCommand(globals));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator agents --status busy",
        "orchestrator agents --liveness stalled",
        "orchestrator agents register builder --type code-reviewer --capability csharp",
        "orchestrator agents show builder",
        "orchestrator agents heartbeat builder --status busy --task \"parsing\"",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("agents")
            .With("status", arguments.GetValue(_status))
            .With("liveness", arguments.GetValue(_liveness))
            .With("type", arguments.GetValue(_type))
            .With("name", arguments.GetValue(_name))
            .With("team", arguments.GetValue(_team))
            .With("department", arguments.GetValue(_department))
            .With("sessionId", arguments.GetValue(_session));
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<AgentView>(
            output,
            answer,
            "agent",
            ["ID", "NAME", "TYPE", "STATUS", "LIVENESS", "TASK", "HOLDS", "LAST HEARTBEAT", "LAST PROGRESS"],
            agent =>
            [
                agent.Id.Value,
                agent.Name,
                agent.Type,
                Words<AgentStatus>.Of(agent.Status),
                Words<AgentLiveness>.Of(agent.Liveness),
                agent.CurrentTask,
                Texts.Of(agent.HoldsCount),
                Texts.Of(agent.LastHeartbeat),
                Texts.Of(agent.LastProgress),
            ]);
    }
}
