using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>
/// Identifies an access token; it is no secret. 1 to 128 of <c>A-Za-z0-9._:-</c>; new ones read 12 of <c>a-z2-7</c>.
/// </summary>
[JsonConverter(typeof(IdentifierConverter<TokenId>))]
public readonly record struct TokenId : IIdentifier<TokenId>
{
    private readonly string? _value;

    private TokenId(string value) => _value = value;

    /// <summary>The text of the identifier; empty for the default value, which identifies nothing.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes an identifier that was not used before.</summary>
    public static TokenId New() => new(RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 12));

    /// <summary>The identifier of a token whose creator gave none: a new one, or with an idempotency key its own.</summary>
    public static TokenId OfCommand() => IdentifierText.OfKey("token") is { } own ? new(own) : New();

    /// <summary>Reads an identifier.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="Errors.ValidationException">The text is not 1 to 128 of the allowed characters.</exception>
    public static TokenId Parse(string? text, string field = "tokenId") => new(IdentifierText.Check(text, field));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
