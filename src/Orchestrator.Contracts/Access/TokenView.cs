using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Access;

/// <summary>A token as administrators see it: all but its secret.</summary>
[Immutable]
public sealed record TokenView
{
    /// <summary>Its id; logs and the journal name it.</summary>
    public required TokenId Id { get; init; }

    /// <inheritdoc cref="CreateToken.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="CreateToken.Role"/>
    public required AccessRole Role { get; init; }

    /// <inheritdoc cref="CreateToken.Agent"/>
    public AgentId? Agent { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc cref="TokenCreated.CreatedBy"/>
    public string? CreatedBy { get; init; }

    /// <inheritdoc cref="CreateToken.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was ended; null while it is good.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <inheritdoc cref="TokenRevoked.RevokedBy"/>
    public string? RevokedBy { get; init; }

    /// <inheritdoc cref="RevokeToken.Reason"/>
    public string? RevocationReason { get; init; }
}
