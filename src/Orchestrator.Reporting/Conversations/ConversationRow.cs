using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>A row of <c>conversations</c> as the view of it, without its participants.</summary>
internal static class ConversationRow
{
    public const string Columns =
        "id, title, description, status, direct, session_id, task_id, created_by_agent_id, metadata, message_count, "
        + "created_at, updated_at, completed_at, agent_group";

    public static ConversationView Read(SqliteStatement row) => new()
    {
        Id = ConversationId.Parse(row.Text(0)),
        Title = row.Text(1),
        Description = row.OptionalText(2),
        Status = row.Word<ConversationStatus>(3),
        Direct = row.Int64(4) != 0,
        SessionId = row.OptionalText(5) is { } session ? SessionId.Parse(session) : null,
        TaskId = row.OptionalText(6),
        CreatedBy = row.OptionalText(7) is { } agent ? AgentId.Parse(agent) : null,
        Metadata = row.OptionalJson(8),
        MessageCount = row.Int64(9),
        CreatedAt = row.Time(10),
        UpdatedAt = row.Time(11),
        CompletedAt = row.OptionalTime(12),
        Group = row.OptionalText(13) is { } group ? AgentGroup.Parse(group, "group") : null,
    };
}
