using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Files;

/// <summary>A change of a file lease.</summary>
/// <param name="LeaseId">The lease.</param>
/// <param name="EventType">What happened: <c>reserved</c>, <c>released</c>, <c>expired</c> or <c>forced</c>.</param>
/// <param name="AgentId">The agent that held it.</param>
/// <param name="ChangedBy">Who did it: the agent, or an operator; null where the host did.</param>
/// <param name="Reason">Why.</param>
/// <param name="Timestamp">When.</param>
public sealed record FileLeaseChange(
    FileLeaseId LeaseId, string EventType, AgentId AgentId, string? ChangedBy, string? Reason, DateTimeOffset Timestamp);

internal sealed class GetFileLease(FileLeaseId id) : IQuery<FileLeaseView?>
{
    public FileLeaseView? Run(ReadConnection connection) => connection
        .Prepare($"SELECT {FileLeaseRow.Columns} FROM file_leases WHERE id = ?1")
        .Bind(1, id.Value)
        .First(FileLeaseRow.Read);
}

internal sealed class ListFileLeaseChanges(FileLeaseId id) : IQuery<IReadOnlyList<FileLeaseChange>>
{
    public IReadOnlyList<FileLeaseChange> Run(ReadConnection connection) => connection
        .Prepare("SELECT event_type, agent_id, changed_by, reason, timestamp FROM file_lease_events WHERE lease_id = ?1 ORDER BY id")
        .Bind(1, id.Value)
        .List(row => new FileLeaseChange(id, row.Text(0), AgentId.Parse(row.Text(1)), row.OptionalText(2), row.OptionalText(3), row.Time(4)));
}

internal sealed class ListOverdueProjects(DateTimeOffset now, int limit) : IQuery<IReadOnlyList<ProjectPath>>
{
    public IReadOnlyList<ProjectPath> Run(ReadConnection connection) => connection
        .Prepare("SELECT DISTINCT project FROM file_leases WHERE status = 'active' AND expires_at <= ?1 ORDER BY project LIMIT ?2")
        .Bind(1, now)
        .Bind(2, (long)limit)
        .List(row => ProjectPath.Parse(row.Text(0)));
}
