using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>Identifies a file lease: 1 to 128 of <c>A-Za-z0-9._:-</c>. New ones read <c>lease_&lt;unix ms&gt;_&lt;9 base36&gt;</c>.</summary>
[JsonConverter(typeof(IdentifierConverter<FileLeaseId>))]
public readonly record struct FileLeaseId : IIdentifier<FileLeaseId>
{
    private readonly string? _value;

    private FileLeaseId(string value) => _value = value;

    /// <summary>The text of the identifier; empty for the default value, which identifies nothing.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes an identifier that was not used before.</summary>
    /// <param name="time">The clock that gives the time in the identifier.</param>
    public static FileLeaseId New(TimeProvider time) => new(IdentifierText.New("lease", time));

    /// <summary>The identifier of a lease whose holder gave none: a new one, or with an idempotency key its own.</summary>
    /// <param name="time">The clock that gives the time in a new identifier.</param>
    public static FileLeaseId OfCommand(TimeProvider time) => IdentifierText.OfKey("lease") is { } own ? new(own) : New(time);

    /// <summary>Reads an identifier.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="Errors.ValidationException">The text is not 1 to 128 of the allowed characters.</exception>
    public static FileLeaseId Parse(string? text, string field = "leaseId") => new(IdentifierText.Check(text, field));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
