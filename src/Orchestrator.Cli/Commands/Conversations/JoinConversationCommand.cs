using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations join</c>.</summary>
internal sealed class JoinConversationCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The conversation" };
    private readonly Argument<string> _agent = new("AGENT") { Description = "The agent" };
    private readonly Option<string?> _role = new("--role") { Description = "What it is there for; participant when absent", HelpName = "ROLE" };

    /// <summary>Makes the command.</summary>
    public JoinConversationCommand(GlobalOptions globals)
        : base(globals, "join", "Adds an agent to a conversation, or changes its role")
    {
        Arguments.Add(_id);
        Arguments.Add(_agent);
        Options.Add(_role);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator conversations join conv_1700000000000_abc123def reviewer --role reviewer"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var body = new JsonObject();
        if (arguments.GetValue(_role) is { } role) body["role"] = role;
        string path = HostPath.Of("conversations", arguments.GetRequiredValue(_id), "participants", arguments.GetRequiredValue(_agent)).ToString();
        ConversationText.Show(output, await host.PostAsync(path, JsonSerializer.SerializeToElement(body), cancellationToken));
    }
}
