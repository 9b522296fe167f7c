using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Reporting.Conversations;

internal static class ListTranscript
{
    private static readonly SortOrder Orders = new("sequence asc", "sequence", ("sequence", "sequence"));

    public static ListQuery<MessageView> Query(ConversationId conversationId, PageRequest page) => new(
        "messages",
        "number",
        MessageRow.Columns,
        new Conditions().Add("conversation_id = ?", conversationId.Value),
        Orders,
        page,
        MessageRow.Read);
}
