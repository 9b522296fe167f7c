using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Gateway.Access;

/// <summary>The body that makes a token.</summary>
public sealed record NewTokenRequest
{
    /// <inheritdoc cref="CreateToken.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="CreateToken.Role"/>
    public required AccessRole Role { get; init; }

    /// <inheritdoc cref="CreateToken.Agent"/>
    public AgentId? Agent { get; init; }

    /// <inheritdoc cref="CreateToken.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt { get; init; }

    internal CreateToken With(TokenVerifier verifier) => new() { Name = Name, Role = Role, Agent = Agent, ExpiresAt = ExpiresAt, Verifier = verifier };
}

/// <summary>A token just made: the only time that its text is shown.</summary>
public sealed record NewTokenView
{
    /// <inheritdoc cref="TokenView.Id"/>
    public required TokenId Id { get; init; }

    /// <summary>Its text, to be sent as <c>Authorization: Bearer</c>. It is kept nowhere and can't be shown again.</summary>
    public required string Token { get; init; }

    /// <inheritdoc cref="CreateToken.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="CreateToken.Role"/>
    public required AccessRole Role { get; init; }

    /// <inheritdoc cref="CreateToken.Agent"/>
    public AgentId? Agent { get; init; }

    /// <inheritdoc cref="TokenView.CreatedAt"/>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc cref="CreateToken.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt { get; init; }

    internal static NewTokenView Of(TokenView view, string text) => new()
    {
        Id = view.Id,
        Token = text,
        Name = view.Name,
        Role = view.Role,
        Agent = view.Agent,
        CreatedAt = view.CreatedAt,
        ExpiresAt = view.ExpiresAt,
    };
}
