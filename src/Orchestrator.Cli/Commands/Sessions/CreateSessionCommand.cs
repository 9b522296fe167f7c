using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions create</c>.</summary>
internal sealed class CreateSessionCommand : HostCommand
{
    private readonly Option<string?> _id = new("--id") { Description = "An id of your own; one is made when absent" };
    private readonly Option<string?> _name = new("--name") { Description = "A name for people" };
    private readonly Option<string?> _type = new("--type") { Description = "director, department, observer, active, or a word of your own" };
    private readonly Option<string?> _project = new("--project") { Description = "The project's folder" };
    private readonly Option<string?> _workspace = new("--workspace") { Description = "The folder it works in" };
    private readonly Option<string?> _branch = new("--branch") { Description = "The git branch" };
    private readonly Option<string?> _agent = new("--agent") { Description = "The agent that leads it" };

    private readonly Option<string[]> _capabilities = new("--capability")
    {
        Description = "What it can do; may be repeated",
    };

    private readonly Option<string?> _metadata = new("--metadata") { Description = "A JSON object of your own", HelpName = "JSON" };

    /// <summary>Makes the command.</summary>
    public CreateSessionCommand(GlobalOptions globals)
        : base(globals, "create", "Creates a session and prints its id")
    {
        foreach (Option option in (Option[])[_id, _name, _type, _project, _workspace, _branch, _agent, _capabilities, _metadata])
            Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator sessions create --name \"Release 2\" --project /srv/app --branch main",
        "orchestrator sessions create --type director --metadata '{\"ticket\": 7}' --json",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new CreateSession
        {
            Id = arguments.GetValue(_id) is { } id ? SessionId.Parse(id, "--id") : null,
            Name = arguments.GetValue(_name),
            Type = arguments.GetValue(_type),
            ProjectPath = arguments.GetValue(_project),
            Workspace = arguments.GetValue(_workspace),
            Branch = arguments.GetValue(_branch),
            MainAgentId = arguments.GetValue(_agent) is { } agent ? AgentId.Parse(agent, "--agent") : null,
            Capabilities = arguments.GetValue(_capabilities) is { Length: > 0 } capabilities ? capabilities : null,
            Metadata = JsonText.ParseOptional(arguments.GetValue(_metadata), "--metadata"),
        };
        HostAnswer answer = await host.PostAsync("sessions", command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<SessionView>().Id.Value);
    }
}
