using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

internal sealed class ListUndispatched(DateTimeOffset now, TimeSpan grace, int limit) : IQuery<IReadOnlyList<ConversationId>>
{
    // Not a UNION with an order: for that SQLite would read all messages in the order of their conversations.
    internal const string Sql =
        """
        SELECT DISTINCT conversation_id FROM (
            SELECT conversation_id FROM message_deliveries
            WHERE status = 'pending' AND (sent_at < ?1 OR sent_at > ?3)
            UNION ALL
            SELECT conversation_id FROM messages
            WHERE response_deadline IS NOT NULL AND request_opened_at IS NULL AND (created_at < ?1 OR created_at > ?3))
        ORDER BY conversation_id
        LIMIT ?2
        """;

    public IReadOnlyList<ConversationId> Run(ReadConnection connection) => connection
        .Prepare(Sql)
        .Bind(1, now - grace)
        .Bind(2, (long)limit)
        .Bind(3, now + grace)
        .List(row => ConversationId.Parse(row.Text(0)));
}
