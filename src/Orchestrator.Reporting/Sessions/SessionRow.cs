using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Sessions;

/// <summary>A row of <c>sessions</c> as the view of it.</summary>
internal static class SessionRow
{
    public const string Columns =
        "id, type, name, status, project_path, workspace, branch, main_agent_id, capabilities, constraints, "
        + "metadata_json, summary, created_at, last_activity, end_time, termination_reason, event_count, restored_from";

    public static SessionView Read(SqliteStatement row) => new()
    {
        Id = SessionId.Parse(row.Text(0)),
        Type = row.Text(1),
        Name = row.OptionalText(2),
        Status = row.Word<SessionStatus>(3),
        ProjectPath = row.OptionalText(4),
        Workspace = row.OptionalText(5),
        Branch = row.OptionalText(6),
        MainAgentId = row.OptionalText(7) is { } agent ? AgentId.Parse(agent) : null,
        Capabilities = row.Texts(8),
        Constraints = row.Texts(9),
        Metadata = row.OptionalJson(10),
        Summary = row.OptionalText(11),
        CreatedAt = row.Time(12),
        LastActivity = row.Time(13),
        EndedAt = row.OptionalTime(14),
        TerminationReason = row.OptionalText(15),
        EventCount = row.Int64(16),
        RestoredFrom = row.OptionalText(17) is { } checkpoint ? CheckpointId.Parse(checkpoint) : null,
    };
}
