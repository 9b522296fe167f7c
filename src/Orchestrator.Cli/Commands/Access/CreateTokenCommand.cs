using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Host.Offline;

namespace Orchestrator.Cli.Commands.Access;

/// <summary><c>orchestrator token create</c>.</summary>
internal sealed class CreateTokenCommand : AccessCommand
{
    private readonly Option<string> _name = new("--name") { Description = "What it is for", Required = true };

    private readonly Option<string> _role = new("--role")
    {
        Description = "What it may do: observer reads, agent acts as one agent, operator acts as any and ends things, admin makes tokens too",
        HelpName = "ROLE",
        Required = true,
    };

    private readonly Option<string?> _agent = new("--agent") { Description = "The agent it acts as; required for the role agent" };

    private readonly Option<string?> _expires = new("--expires")
    {
        Description = "For how long it is good, such as 12h or 30d; for ever otherwise",
        HelpName = "TIME",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Make the first token of a host that runs though its role is not admin" };

    /// <summary>Makes the command.</summary>
    public CreateTokenCommand(GlobalOptions globals)
        : base(globals, "create", "Makes a token and prints it, this once; the first one closes the host to all without one")
    {
        _role.AcceptOnlyFromAmong([.. Enum.GetValues<AccessRole>().Select(Words<AccessRole>.Of)]);
        foreach (Option option in (Option[])[_name, _role, _agent, _expires, _force]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator token create --name me --role admin > ~/.orchestrator-token",
        "orchestrator token create --name builder --role agent --agent builder --expires 30d",
    ];

    /// <inheritdoc/>
    protected override bool MakesFolder => true;

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        CreateToken command = Command(arguments, TokenVerifier.OfNothing);

        // Whoever has no token is answered only while the host is open to all.
        bool isFirst = Globals.TokenOf(arguments) is null;
        if (isFirst) await host.GetAsync("tokens?pageSize=1", cancellationToken);
        if (isFirst && command.Role != AccessRole.Admin && !arguments.GetValue(_force))
        {
            throw new UsageException(
                $"the first token closes the host to all without one, and with the role {Words<AccessRole>.Of(command.Role)} it can't make others: "
                + "make one with --role admin first, or give --force. Then others are made while the host is stopped: orchestrator token create --data FOLDER");
        }

        var body = new JsonObject { ["name"] = command.Name, ["role"] = Words<AccessRole>.Of(command.Role) };
        if (command.Agent is { } agent) body["agent"] = agent.Value;
        if (command.ExpiresAt is { } end) body["expiresAt"] = end;
        HostAnswer answer = await host.PostAsync("tokens", JsonDocument.Parse(body.ToJsonString()).RootElement, cancellationToken);
        Print(output, answer.Json, answer.Read<JsonElement>().GetProperty("token").GetString()!, command);
        if (isFirst) output.Note("the host is closed now to all without a token");
    }

    /// <inheritdoc/>
    protected override async Task RunOfflineAsync(ParseResult arguments, OfflinePlace place, CliOutput output, CancellationToken cancellationToken)
    {
        (TokenView view, string text) = await OfflineTokens.CreateAsync(place, verifier => Command(arguments, verifier), cancellationToken);
        JsonObject json = JsonSerializer.SerializeToNode(view, OrchestratorJson.Http.GetTypeInfo(typeof(TokenView)))!.AsObject();
        json["token"] = text;
        Print(output, json.ToJsonString(), text, Command(arguments, TokenVerifier.OfNothing));

        // Whether it is the first is not worth a second start of a host to see; closed it is either way.
        output.Note("a host here is closed now to all without a token");
    }

    private static void Print(CliOutput output, string json, string text, CreateToken command)
    {
        if (output.IsJson) output.Json(json);
        else output.Say(text);
        output.Note($"The token of '{command.Name}' is shown this once. Its holder sends it as Authorization: Bearer, or sets ORCHESTRATOR_TOKEN.");
    }

    private CreateToken Command(ParseResult arguments, TokenVerifier verifier) => new()
    {
        Name = arguments.GetRequiredValue(_name),
        Role = Words<AccessRole>.Parse(arguments.GetRequiredValue(_role), "--role"),
        Agent = arguments.GetValue(_agent) is { } agent ? AgentId.Parse(agent, "--agent") : null,
        ExpiresAt = arguments.GetValue(_expires) is { } time
            ? Globals.Environment.Time.GetUtcNow() + Duration.Parse(time, "--expires")
            : null,
        Verifier = verifier,
    };
}
