using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Reporting.Conversations;

/// <summary>The list of messages in the order of the journal, which is that of time.</summary>
internal static class ListMessages
{
    private static readonly SortOrder ByNumber = new("createdAt desc", "number", ("createdAt", "number"));

    // Within a conversation the sequence is the same order, and one with an index.
    private static readonly SortOrder BySequence = new("createdAt desc", "sequence", ("createdAt", "sequence"));

    // What a recipient got is listed from its deliveries, whose index holds the sender and the type too.
    private static readonly KeySource Deliveries = new(
        "message_deliveries", "message_number", new SortOrder("createdAt desc", "message_number", ("createdAt", "message_number")));

    public static ListQuery<MessageView> Query(MessageFilter filter, PageRequest page) => new(
        "messages",
        "number",
        MessageRow.Columns,
        new Conditions()
            .Add("recipient = ?", filter.To?.Value)
            .Add("sender = ?", filter.From?.Value)
            .Add("type = ?", filter.Type is { } type ? Words<MessageType>.Of(type) : null)
            .Add("conversation_id = ?", filter.ConversationId?.Value)
            .Add(
                filter.To is null ? "session_id = ?" : "EXISTS (SELECT 1 FROM messages WHERE number = message_number AND session_id = ?)",
                filter.SessionId?.Value),
        filter.ConversationId is null ? ByNumber : BySequence,
        page,
        MessageRow.Read,
        filter.To is null ? null : Deliveries);
}
