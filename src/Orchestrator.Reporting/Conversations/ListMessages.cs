using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Reporting.Conversations;

internal static class ListMessages
{
    // The journal's order is that of time, and it needs no index of its own.
    private static readonly SortOrder Orders = new("createdAt desc", "number", ("createdAt", "number"));

    public static ListQuery<MessageView> Query(MessageFilter filter, PageRequest page) => new(
        "messages",
        "number",
        MessageRow.Columns,
        new Conditions()
            .Add("conversation_id = ?", filter.ConversationId?.Value)
            .Add("session_id = ?", filter.SessionId?.Value)
            .Add("sender = ?", filter.From?.Value)
            .Add(
                "(conversation_id, sequence) IN (SELECT conversation_id, sequence FROM message_deliveries WHERE recipient = ?)",
                filter.To?.Value)
            .Add("type = ?", filter.Type is { } type ? Words<MessageType>.Of(type) : null),
        Orders,
        page,
        MessageRow.Read);
}
