using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>Identifies a message: 1 to 128 of <c>A-Za-z0-9._:-</c>. New ones read <c>msg_&lt;unix ms&gt;_&lt;9 base36&gt;</c>.</summary>
[JsonConverter(typeof(IdentifierConverter<MessageId>))]
public readonly record struct MessageId : IIdentifier<MessageId>
{
    private readonly string? _value;

    private MessageId(string value) => _value = value;

    /// <summary>The text of the identifier; empty for the default value, which identifies nothing.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes an identifier that was not used before.</summary>
    /// <param name="time">The clock that gives the time in the identifier.</param>
    public static MessageId New(TimeProvider time) => new(IdentifierText.New("msg", time));

    /// <summary>The identifier of a message whose sender gave none: a new one, or with an idempotency key its own.</summary>
    /// <param name="conversation">The conversation; the same key in another one is another message.</param>
    /// <param name="time">The clock that gives the time in a new identifier.</param>
    public static MessageId OfCommand(ConversationId conversation, TimeProvider time) =>
        IdentifierText.OfKey("msg", conversation.Value) is { } own ? new(own) : New(time);

    /// <summary>Reads an identifier.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="Errors.ValidationException">The text is not 1 to 128 of the allowed characters.</exception>
    public static MessageId Parse(string? text, string field = "messageId") => new(IdentifierText.Check(text, field));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
