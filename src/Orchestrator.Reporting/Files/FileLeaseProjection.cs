using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Files;

/// <summary>Keeps <c>file_leases</c> and <c>file_lease_events</c>.</summary>
internal sealed class FileLeaseProjection(WriteConnection connection, AgentTotals totals) : IProjection<FileLeaseEvent>
{
    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO file_leases (id, project, agent_id, epoch, session_id, task_id, mode, patterns, reason, status, created_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'active', ?10, ?11)
        """);

    private readonly SqliteStatement _renew = connection.Prepare("UPDATE file_leases SET expires_at = ?2 WHERE id = ?1");

    private readonly SqliteStatement _end = connection.Prepare(
        "UPDATE file_leases SET status = ?2, ended_at = ?3, ended_by = ?4, end_reason = ?5 WHERE id = ?1");

    private readonly SqliteStatement _note = connection.Prepare(
        """
        INSERT INTO file_lease_events (lease_id, event_type, project, agent_id, changed_by, reason, timestamp)
        SELECT ?1, ?2, l.project, l.agent_id, ?3, ?4, ?5 FROM file_leases l WHERE l.id = ?1
        """);

    public void Apply(FileLeaseEvent change, EventContext context)
    {
        switch (change)
        {
            case FilesReserved reserved:
                Insert(reserved);
                Note(change, "reserved", reserved.AgentId.Value, reserved.Reason);
                totals.Of(reserved.AgentId.Value).Progressed(reserved.At);
                break;
            case FileLeaseRenewed renewed:
                _renew.Bind(1, renewed.LeaseId.Value).Bind(2, renewed.Until).Execute();
                break;
            case FileLeaseReleased released:
                End(change, FileLeaseStatus.Released, released.By?.Value, released.Reason);
                if (released.By is { } agent) totals.Of(agent.Value).Progressed(released.At);
                break;
            case FileLeaseExpired:
                End(change, FileLeaseStatus.Expired, null, "it was not renewed in time");
                break;
            case FileLeaseForced forced:
                End(change, FileLeaseStatus.Forced, forced.By, forced.Reason);
                break;
        }
    }

    private void Insert(FilesReserved reserved) => _insert
        .Bind(1, reserved.LeaseId.Value)
        .Bind(2, reserved.Project.Value)
        .Bind(3, reserved.AgentId.Value)
        .Bind(4, reserved.Epoch)
        .Bind(5, reserved.SessionId?.Value)
        .Bind(6, reserved.TaskId?.Value)
        .Bind(7, Words<FileLeaseMode>.Of(reserved.Mode))
        .BindJson(8, reserved.Patterns)
        .Bind(9, reserved.Reason)
        .Bind(10, reserved.At)
        .Bind(11, reserved.Until)
        .Execute();

    private void End(FileLeaseEvent change, FileLeaseStatus status, string? by, string? reason)
    {
        _end
            .Bind(1, change.LeaseId.Value)
            .Bind(2, Words<FileLeaseStatus>.Of(status))
            .Bind(3, change.At)
            .Bind(4, by)
            .Bind(5, reason)
            .Execute();
        Note(change, Words<FileLeaseStatus>.Of(status), by, reason);
    }

    private void Note(FileLeaseEvent change, string type, string? by, string? reason) => _note
        .Bind(1, change.LeaseId.Value)
        .Bind(2, type)
        .Bind(3, by)
        .Bind(4, reason)
        .Bind(5, change.At)
        .Execute();
}
