using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Access;

/// <summary>Keeps <c>audit</c>.</summary>
internal sealed class AuditProjection(WriteConnection connection) : IProjection<AuditEvent>
{
    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO audit (position, kind, token_id, role, agent_id, operation, acted_as, reason, remote, count, since, timestamp)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """);

    public void Apply(AuditEvent change, EventContext context)
    {
        if (change is not AccessNoted { Entry: { } entry }) return;
        _insert
            .Bind(1, context.Position)
            .Bind(2, Words<AuditKind>.Of(entry.Kind))
            .Bind(3, entry.Token?.Value)
            .Bind(4, entry.Role is { } role ? Words<AccessRole>.Of(role) : null)
            .Bind(5, entry.Agent?.Value)
            .Bind(6, entry.Operation)
            .Bind(7, entry.ActedAs?.Value)
            .Bind(8, entry.Reason)
            .Bind(9, entry.Remote)
            .Bind(10, entry.Count)
            .Bind(11, entry.Since)
            .Bind(12, change.At)
            .Execute();
    }
}
