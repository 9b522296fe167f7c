using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Access;

/// <summary>Keeps <c>access_tokens</c>, without what secrets are verified with.</summary>
internal sealed class TokenProjection(WriteConnection connection) : IProjection<TokenEvent>
{
    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO access_tokens (id, name, role, agent_id, created_by, expires_at, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """);

    private readonly SqliteStatement _revoke = connection.Prepare(
        "UPDATE access_tokens SET revoked_at = ?2, revoked_by = ?3, revocation_reason = ?4 WHERE id = ?1");

    public void Apply(TokenEvent change, EventContext context)
    {
        switch (change)
        {
            case TokenCreated created:
                _insert
                    .Bind(1, created.Id.Value)
                    .Bind(2, created.Name)
                    .Bind(3, Words<AccessRole>.Of(created.Role))
                    .Bind(4, created.Agent?.Value)
                    .Bind(5, created.CreatedBy)
                    .Bind(6, created.ExpiresAt)
                    .Bind(7, created.At)
                    .Execute();
                break;
            case TokenRevoked revoked:
                _revoke.Bind(1, context.Key).Bind(2, revoked.At).Bind(3, revoked.RevokedBy).Bind(4, revoked.Reason).Execute();
                break;
        }
    }
}
