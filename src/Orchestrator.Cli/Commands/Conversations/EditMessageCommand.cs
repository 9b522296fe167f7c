using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Commands.Messages;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations edit</c>.</summary>
internal sealed class EditMessageCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The conversation" };
    private readonly Argument<string> _message = new("MESSAGE") { Description = "The message" };
    private readonly Argument<string> _text = new("TEXT") { Description = "The new content; - reads it from standard input" };
    private readonly Option<string> _agent = new("--agent") { Description = "The agent that edits: only its sender may", HelpName = "AGENT", Required = true };
    private readonly Option<bool> _isJson = new("--json-content") { Description = "TEXT is a JSON value, not a text" };

    /// <summary>Makes the command.</summary>
    public EditMessageCommand(GlobalOptions globals)
        : base(globals, "edit", "Replaces a message's content; only its sender may")
    {
        foreach (Argument argument in (Argument[])[_id, _message, _text]) Arguments.Add(argument);
        Options.Add(_agent);
        Options.Add(_isJson);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator conversations edit conv_1700000000000_abc123def msg_1700000000000_abc123def \"What about warnings?\" --agent planner"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string text = arguments.GetRequiredValue(_text);
        if (text == "-") text = await Globals.Environment.In.ReadToEndAsync(cancellationToken);
        JsonElement content = arguments.GetValue(_isJson) ? JsonText.Parse(text, "TEXT") : JsonText.OfText(text);
        var body = new JsonObject { ["agentId"] = arguments.GetRequiredValue(_agent), ["content"] = JsonNode.Parse(content.GetRawText()) };
        string path = HostPath.Of("conversations", arguments.GetRequiredValue(_id), "messages", arguments.GetRequiredValue(_message)).ToString();
        HostAnswer answer = await host.PutAsync(path, JsonSerializer.SerializeToElement(body), cancellationToken);
        output.Show<MessageView>(answer, MessageText.Show);
    }
}
