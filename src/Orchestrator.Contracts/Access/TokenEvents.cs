using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Access;

/// <summary>What can happen to a token.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(TokenCreated), "token-created")]
[JsonDerivedType(typeof(TokenRevoked), "token-revoked")]
public abstract record TokenEvent : JournaledEvent;

/// <summary>A token was made.</summary>
public sealed record TokenCreated : TokenEvent
{
    /// <summary>Its id.</summary>
    public required TokenId Id { get; init; }

    /// <inheritdoc cref="CreateToken.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="CreateToken.Role"/>
    public required AccessRole Role { get; init; }

    /// <inheritdoc cref="CreateToken.Agent"/>
    public AgentId? Agent { get; init; }

    /// <inheritdoc cref="CreateToken.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who made it; null where nobody had to say so.</summary>
    public string? CreatedBy { get; init; }

    /// <inheritdoc cref="CreateToken.Verifier"/>
    public required TokenVerifier Verifier { get; init; }
}

/// <summary>A token was ended.</summary>
public sealed record TokenRevoked : TokenEvent
{
    /// <summary>Who ended it; null where nobody had to say so.</summary>
    public string? RevokedBy { get; init; }

    /// <inheritdoc cref="RevokeToken.Reason"/>
    public string? Reason { get; init; }
}

/// <summary>What can happen to the data folder's door.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(AccessClosed), "access-closed")]
[JsonDerivedType(typeof(AccessRevoked), "access-revoked")]
public abstract record AccessEvent : JournaledEvent;

/// <summary>
/// The first token was made: from then on every face demands one, for ever, also when all are revoked. It stands in the commit of
/// that token.
/// </summary>
public sealed record AccessClosed : AccessEvent
{
    /// <summary>The grain it happens to, by its name in the journal.</summary>
    public const string Grain = "access/gate";
}

/// <summary>
/// A token was revoked, told to all processes that share the journal: each cuts off what runs in its name. It happens to the grain
/// <see cref="AccessClosed.Grain"/>, so that one look tells a process of all tokens.
/// </summary>
public sealed record AccessRevoked : AccessEvent
{
    /// <summary>The token.</summary>
    public required TokenId Token { get; init; }
}
