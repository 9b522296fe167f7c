using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

internal sealed class ListUndispatched(DateTimeOffset olderThan, int limit) : IQuery<IReadOnlyList<ConversationId>>
{
    public IReadOnlyList<ConversationId> Run(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT DISTINCT conversation_id FROM message_deliveries
            WHERE status = 'pending' AND sent_at < ?1
            UNION
            SELECT conversation_id FROM messages
            WHERE response_deadline IS NOT NULL AND request_opened_at IS NULL AND created_at < ?1
            ORDER BY conversation_id
            LIMIT ?2
            """)
        .Bind(1, olderThan)
        .Bind(2, (long)limit)
        .List(row => ConversationId.Parse(row.Text(0)));
}
