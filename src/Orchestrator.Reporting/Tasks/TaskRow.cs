using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Tasks;

/// <summary>A row of <c>tasks</c> as the view of it.</summary>
internal static class TaskRow
{
    public const string Columns =
        "id, board, title, description, status, priority, assignee, lease_expires_at, dependencies, parent_id, session_id, "
        + "conversation_id, labels, required_capabilities, estimate_hours, attempts, reason, result, created_by, metadata, "
        + "created_at, updated_at, started_at, ended_at, ready, over_budget";

    public static TaskView Read(SqliteStatement row) => new()
    {
        Id = TaskId.Parse(row.Text(0)),
        Board = TaskBoardId.Parse(row.Text(1)),
        Title = row.Text(2),
        Description = row.OptionalText(3),
        Status = row.Word<TaskItemStatus>(4),
        Priority = (Priority)row.Int64(5),
        Assignee = row.OptionalText(6) is { } agent ? AgentId.Parse(agent) : null,
        LeaseExpiresAt = row.OptionalTime(7),
        Dependencies = [.. row.Texts(8).Select(id => TaskId.Parse(id))],
        ParentId = row.OptionalText(9) is { } parent ? TaskId.Parse(parent) : null,
        SessionId = row.OptionalText(10) is { } session ? SessionId.Parse(session) : null,
        ConversationId = row.OptionalText(11) is { } conversation ? ConversationId.Parse(conversation) : null,
        Labels = row.Texts(12),
        RequiredCapabilities = row.Texts(13),
        EstimateHours = row.OptionalDouble(14),
        Attempts = (int)row.Int64(15),
        Reason = row.OptionalText(16),
        Result = row.OptionalJson(17),
        CreatedBy = row.OptionalText(18) is { } creator ? AgentId.Parse(creator) : null,
        Metadata = row.OptionalJson(19),
        CreatedAt = row.Time(20),
        UpdatedAt = row.Time(21),
        StartedAt = row.OptionalTime(22),
        EndedAt = row.OptionalTime(23),
        Ready = row.Int64(24) != 0,
        OverBudget = row.OptionalText(25),
    };
}
