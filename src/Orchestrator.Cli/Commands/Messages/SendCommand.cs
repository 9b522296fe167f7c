using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator send</c>: sends a message.</summary>
internal sealed class SendCommand : HostCommand
{
    private readonly Argument<string> _from = new("FROM") { Description = "The agent that sends" };
    private readonly Argument<string> _to = new("TO") { Description = "The agent it is for" };
    private readonly Argument<string> _text = new("TEXT") { Description = "The content; - reads it from standard input" };

    private readonly Option<string?> _type = new("--type")
    {
        Description = $"What it is for: {Words<MessageType>.Allowed}",
        HelpName = "TYPE",
    };

    private readonly Option<string?> _priority = new("--priority")
    {
        Description = "1 to 4, or low, normal, high, urgent",
        HelpName = "PRIORITY",
    };

    private readonly Option<string?> _session = new("--session") { Description = "The session it belongs to", HelpName = "ID" };
    private readonly Option<string?> _responseTo = new("--response-to") { Description = "The message it answers", HelpName = "ID" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "A tag; may be repeated" };
    private readonly Option<bool> _isJson = new("--json-content") { Description = "TEXT is a JSON value, not a text" };

    /// <summary>Makes the command.</summary>
    public SendCommand(GlobalOptions globals)
        : base(globals, "send", "Sends a message and prints its id; it is on disk then")
    {
        Arguments.Add(_from);
        Arguments.Add(_to);
        Arguments.Add(_text);
        foreach (Option option in (Option[])[_type, _priority, _session, _responseTo, _tags, _isJson]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator send planner builder \"Please build the parser\"",
        "orchestrator send planner builder --type request --priority high '{\"file\": \"a.cs\"}' --json-content",
        "git diff | orchestrator send author reviewer - --type request",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string text = arguments.GetRequiredValue(_text);
        if (text == "-") text = await Globals.Environment.In.ReadToEndAsync(cancellationToken);
        var command = new SendMessage
        {
            From = AgentId.Parse(arguments.GetValue(_from), "FROM"),
            To = AgentId.Parse(arguments.GetValue(_to), "TO"),
            Type = arguments.GetValue(_type) is { } type ? Words<MessageType>.Parse(type, "--type") : MessageType.Text,
            Priority = ParsePriority(arguments.GetValue(_priority)),
            SessionId = arguments.GetValue(_session) is { } session ? SessionId.Parse(session, "--session") : null,
            ResponseTo = arguments.GetValue(_responseTo) is { } request ? MessageId.Parse(request, "--response-to") : null,
            Tags = arguments.GetValue(_tags) is { Length: > 0 } tags ? tags : null,
            Content = arguments.GetValue(_isJson) ? JsonText.Parse(text, "TEXT") : JsonText.OfText(text),
        };
        HostAnswer answer = await host.PostAsync("messages", command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<MessageView>().Id.Value);
    }

    private static MessagePriority ParsePriority(string? word) => word switch
    {
        null => MessagePriority.Normal,
        "1" => MessagePriority.Low,
        "2" => MessagePriority.Normal,
        "3" => MessagePriority.High,
        "4" => MessagePriority.Urgent,
        _ => Words<MessagePriority>.Parse(word, "--priority"),
    };
}
