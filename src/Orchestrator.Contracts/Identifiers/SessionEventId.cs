using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>Identifies an event logged in a session: 1 to 128 of <c>A-Za-z0-9._:-</c>. New ones read <c>event_&lt;unix ms&gt;_&lt;9 base36&gt;</c>.</summary>
[JsonConverter(typeof(IdentifierConverter<SessionEventId>))]
public readonly record struct SessionEventId : IIdentifier<SessionEventId>
{
    private readonly string? _value;

    private SessionEventId(string value) => _value = value;

    /// <summary>The text of the identifier; empty for the default value, which identifies nothing.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes an identifier that was not used before.</summary>
    /// <param name="time">The clock that gives the time in the identifier.</param>
    public static SessionEventId New(TimeProvider time) => new(IdentifierText.New("event", time));

    /// <summary>Reads an identifier.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="Errors.ValidationException">The text is not 1 to 128 of the allowed characters.</exception>
    public static SessionEventId Parse(string? text, string field = "eventId") => new(IdentifierText.Check(text, field));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
