using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Reporting.Conversations;

internal static class ListConversations
{
    private static readonly SortOrder Orders = new(
        "createdAt desc",
        "id",
        ("createdAt", "created_at"),
        ("updatedAt", "updated_at"),
        ("messageCount", "message_count"),
        ("title", "title"),
        ("status", "status"));

    public static ListQuery<ConversationView> Query(ConversationFilter filter, PageRequest page) => new(
        "conversations",
        "id",
        ConversationRow.Columns,
        new Conditions()
            .Add("id IN (SELECT conversation_id FROM conversation_participants WHERE agent_id = ?)", filter.Participant?.Value)
            .Add("status = ?", filter.Status is { } status ? Words<ConversationStatus>.Of(status) : null)
            .Add("session_id = ?", filter.SessionId?.Value)
            .Add("task_id = ?", filter.TaskId),
        Orders,
        page,
        ConversationRow.Read);
}
