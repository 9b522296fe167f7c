using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>Identifies a checkpoint: 1 to 128 of <c>A-Za-z0-9._:-</c>. New ones read <c>chk_&lt;unix ms&gt;_&lt;9 base36&gt;</c>.</summary>
[JsonConverter(typeof(IdentifierConverter<CheckpointId>))]
public readonly record struct CheckpointId : IIdentifier<CheckpointId>
{
    private readonly string? _value;

    private CheckpointId(string value) => _value = value;

    /// <summary>The text of the identifier; empty for the default value, which identifies nothing.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes an identifier that was not used before.</summary>
    /// <param name="time">The clock that gives the time in the identifier.</param>
    public static CheckpointId New(TimeProvider time) => new(IdentifierText.New("chk", time));

    /// <summary>The identifier of a checkpoint whose creator gave none: a new one, or with an idempotency key its own.</summary>
    /// <param name="session">The session; the same key in another one is another checkpoint.</param>
    /// <param name="time">The clock that gives the time in a new identifier.</param>
    public static CheckpointId OfCommand(SessionId session, TimeProvider time) =>
        IdentifierText.OfKey("chk", session.Value) is { } own ? new(own) : New(time);

    /// <summary>Reads an identifier.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="Errors.ValidationException">The text is not 1 to 128 of the allowed characters.</exception>
    public static CheckpointId Parse(string? text, string field = "checkpointId") => new(IdentifierText.Check(text, field));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
