using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary><c>orchestrator agents register</c>.</summary>
internal sealed class RegisterAgentCommand : HostCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The agent's name, also its id unless --id says otherwise" };
    private readonly Option<string?> _id = new("--id") { Description = "Another id" };
    private readonly Option<string?> _type = new("--type") { Description = "Its type, such as code-reviewer" };
    private readonly Option<string?> _team = new("--team") { Description = "Its team" };
    private readonly Option<string?> _department = new("--department") { Description = "Its department" };
    private readonly Option<string?> _workspace = new("--workspace") { Description = "The folder it works in" };
    private readonly Option<string?> _session = new("--session") { Description = "The session it works in" };
    private readonly Option<string[]> _capabilities = new("--capability") { Description = "What it can do; may be repeated" };

    private readonly DeliveryOptions _delivery = new();

    /// <summary>Makes the command.</summary>
    public RegisterAgentCommand(GlobalOptions globals)
        : base(globals, "register", "Registers an agent, or begins its next incarnation, and prints its id")
    {
        Arguments.Add(_name);
        foreach (Option option in (Option[])[_id, _type, _team, _department, _workspace, _session, _capabilities]) Options.Add(option);
        _delivery.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator agents register builder",
        "orchestrator agents register reviewer --type code-reviewer --capability csharp --capability sql",
        "orchestrator agents register builder --team backend --department research",
        "orchestrator agents register builder --webhook https://agents.example.com/builder",
        "orchestrator agents register builder --tmux work:0.1",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string name = arguments.GetRequiredValue(_name);
        var command = new RegisterAgent
        {
            Name = name,
            Id = arguments.GetValue(_id) is { } id ? AgentId.Parse(id, "--id") : AgentId.Parse(name, "NAME"),
            Type = arguments.GetValue(_type),
            Team = arguments.GetValue(_team),
            Department = arguments.GetValue(_department),
            WorkspacePath = arguments.GetValue(_workspace),
            SessionId = arguments.GetValue(_session) is { } session ? SessionId.Parse(session, "--session") : null,
            Capabilities = arguments.GetValue(_capabilities) is { Length: > 0 } capabilities ? capabilities : null,
            Delivery = _delivery.Read(arguments),
        };
        HostAnswer answer = await host.PostAsync("agents", command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<AgentView>().Id.Value);
    }
}
