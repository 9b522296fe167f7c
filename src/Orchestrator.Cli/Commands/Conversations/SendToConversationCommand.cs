using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations send</c>.</summary>
internal sealed class SendToConversationCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The conversation" };
    private readonly Argument<string> _from = new("FROM") { Description = "The agent that sends; it takes part" };
    private readonly Argument<string> _text = new("TEXT") { Description = "The content; - reads it from standard input" };
    private readonly Option<string?> _to = new("--to") { Description = "The one participant it is for; all others when absent", HelpName = "AGENT" };
    private readonly Option<string?> _type = new("--type") { Description = $"What it is for: {Words<MessageType>.Allowed}; text when absent", HelpName = "TYPE" };
    private readonly Option<string?> _priority = new("--priority") { Description = $"One of {Words<Priority>.Allowed}; normal when absent", HelpName = "PRIORITY" };
    private readonly Option<string?> _responseTo = new("--response-to") { Description = "The message it answers", HelpName = "ID" };
    private readonly Option<bool> _isJson = new("--json-content") { Description = "TEXT is a JSON value, not a text" };

    /// <summary>Makes the command.</summary>
    public SendToConversationCommand(GlobalOptions globals)
        : base(globals, "send", "Sends a message to all other participants, or to one, and prints its id")
    {
        foreach (Argument argument in (Argument[])[_id, _from, _text]) Arguments.Add(argument);
        foreach (Option option in (Option[])[_to, _type, _priority, _responseTo, _isJson]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator conversations send conv_1700000000000_abc123def planner \"What about errors?\" --type request"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string text = arguments.GetRequiredValue(_text);
        if (text == "-") text = await Globals.Environment.In.ReadToEndAsync(cancellationToken);
        var command = new SendMessage
        {
            From = AgentId.Parse(arguments.GetRequiredValue(_from), "FROM"),
            To = arguments.GetValue(_to) is { } to ? Recipients.Parse(to, "--to") : null,
            Type = arguments.GetValue(_type) is { } type ? Words<MessageType>.Parse(type, "--type") : MessageType.Text,
            Priority = arguments.GetValue(_priority) is { } priority ? Words<Priority>.Parse(priority, "--priority") : Priority.Normal,
            ResponseTo = arguments.GetValue(_responseTo) is { } request ? MessageId.Parse(request, "--response-to") : null,
            Content = arguments.GetValue(_isJson) ? JsonText.Parse(text, "TEXT") : JsonText.OfText(text),
        };
        HostAnswer answer = await host.PostAsync(
            HostPath.Of("conversations", arguments.GetRequiredValue(_id), "messages").ToString(), command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<MessageView>().Id.Value);
    }
}
