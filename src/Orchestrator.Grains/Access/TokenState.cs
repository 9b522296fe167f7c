using Orchestrator.Contracts.Access;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Access;

/// <summary>What the events of a token say.</summary>
public sealed record TokenState : IEventSourced<TokenState, TokenEvent>
{
    /// <summary>The token as administrators see it; null before it is made.</summary>
    public TokenView? View { get; init; }

    /// <summary>What its secret is verified with.</summary>
    public TokenVerifier? Verifier { get; init; }

    /// <inheritdoc/>
    public int Weight => 1;

    /// <inheritdoc/>
    public TokenState Apply(TokenEvent change, long sequence) => change switch
    {
        TokenCreated created => this with
        {
            View = new TokenView
            {
                Id = created.Id,
                Name = created.Name,
                Role = created.Role,
                Agent = created.Agent,
                CreatedAt = created.At,
                CreatedBy = created.CreatedBy,
                ExpiresAt = created.ExpiresAt,
            },
            Verifier = created.Verifier,
        },
        TokenRevoked revoked when View is { } view => this with
        {
            View = view with { RevokedAt = revoked.At, RevokedBy = revoked.RevokedBy, RevocationReason = revoked.Reason },
        },
        _ => this,
    };

    /// <summary>Whether it is good.</summary>
    /// <param name="now">The time now.</param>
    public bool IsGood(DateTimeOffset now) => View is { RevokedAt: null } view && !(view.ExpiresAt <= now);
}
