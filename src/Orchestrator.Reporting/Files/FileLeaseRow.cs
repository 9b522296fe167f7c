using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Files;

/// <summary>A row of <c>file_leases</c> as the view of it.</summary>
internal static class FileLeaseRow
{
    public const string Columns =
        "id, project, agent_id, epoch, session_id, task_id, mode, patterns, reason, status, created_at, expires_at, ended_at, ended_by, end_reason";

    public static FileLeaseView Read(SqliteStatement row) => new()
    {
        Id = FileLeaseId.Parse(row.Text(0)),
        Project = ProjectPath.Parse(row.Text(1)),
        AgentId = AgentId.Parse(row.Text(2)),
        Epoch = row.OptionalInt64(3),
        SessionId = row.OptionalText(4) is { } session ? SessionId.Parse(session) : null,
        TaskId = row.OptionalText(5) is { } task ? TaskId.Parse(task) : null,
        Mode = row.Word<FileLeaseMode>(6),
        Patterns = row.Texts(7),
        Reason = row.OptionalText(8),
        Status = row.Word<FileLeaseStatus>(9),
        CreatedAt = row.Time(10),
        ExpiresAt = row.Time(11),
        EndedAt = row.OptionalTime(12),
        EndedBy = row.OptionalText(13),
        EndReason = row.OptionalText(14),
    };
}
