using System.CommandLine;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary>What the commands that send have in common: who, to whom, and what.</summary>
internal sealed class MessageArguments
{
    private readonly Argument<string> _from = new("FROM") { Description = "The agent that sends" };

    private readonly Argument<string> _to = new("TO")
    {
        Description = "Who it is for: an agent, several with commas between, a group (team:x, department:x, capability:x, type:x or "
            + "session:x), or any one of it (any-of:team:x); left out where --to is given",
    };

    private readonly Argument<string?> _text = new("TEXT")
    {
        Description = "The content; - reads it from standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _recipients = new("--to") { Description = "A recipient, in place of TO; may be repeated", HelpName = "TO" };

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

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_from);
        command.Arguments.Add(_to);
        command.Arguments.Add(_text);
        foreach (Option option in (Option[])[_recipients, _type, _priority, _session, _responseTo, _tags, _isJson]) command.Options.Add(option);
    }

    /// <summary>The message that they describe.</summary>
    /// <param name="arguments">What was given.</param>
    /// <param name="type">Its type, where none was given.</param>
    /// <param name="input">Where the content is read from if it is <c>-</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="UsageException">Recipient or content is missing, or given twice.</exception>
    public async Task<SendMessage> ReadAsync(
        ParseResult arguments, MessageType type, TextReader input, CancellationToken cancellationToken)
    {
        (Recipients to, string text) = Split(arguments);
        if (text == "-") text = await input.ReadToEndAsync(cancellationToken);
        return new SendMessage
        {
            From = AgentId.Parse(arguments.GetValue(_from), "FROM"),
            To = to,
            Type = arguments.GetValue(_type) is { } word ? Words<MessageType>.Parse(word, "--type") : type,
            Priority = ParsePriority(arguments.GetValue(_priority)),
            SessionId = arguments.GetValue(_session) is { } session ? SessionId.Parse(session, "--session") : null,
            ResponseTo = arguments.GetValue(_responseTo) is { } request ? MessageId.Parse(request, "--response-to") : null,
            Tags = arguments.GetValue(_tags) is { Length: > 0 } tags ? tags : null,
            Content = arguments.GetValue(_isJson) ? JsonText.Parse(text, "TEXT") : JsonText.OfText(text),
        };
    }

    // With --to, the first word behind FROM is the content.
    private (Recipients To, string Text) Split(ParseResult arguments)
    {
        string first = arguments.GetRequiredValue(_to);
        string? second = arguments.GetValue(_text);
        if (arguments.GetValue(_recipients) is { Length: > 0 } recipients)
        {
            return second is null
                ? (ParseRecipients(recipients, "--to"), first)
                : throw new UsageException("with --to, only FROM and TEXT stand without a name; one word is too many");
        }

        return (ParseRecipients([first], "TO"), second ?? throw new UsageException("TEXT is missing: FROM TO TEXT, or FROM TEXT with --to"));
    }

    // A comma may stand in the name of a group, not in an agent's id.
    private static Recipients ParseRecipients(string[] texts, string source)
    {
        if (texts is [var one] && (one.Contains(':', StringComparison.Ordinal) || !one.Contains(',', StringComparison.Ordinal)))
            return Recipients.Parse(one, source);
        return Recipients.Of(texts.SelectMany(text => text.Split(',')).Select(agent => AgentId.Parse(agent, source)), source);
    }

    private static Priority ParsePriority(string? word) => word switch
    {
        null => Priority.Normal,
        "1" => Priority.Low,
        "2" => Priority.Normal,
        "3" => Priority.High,
        "4" => Priority.Urgent,
        _ => Words<Priority>.Parse(word, "--priority"),
    };
}
