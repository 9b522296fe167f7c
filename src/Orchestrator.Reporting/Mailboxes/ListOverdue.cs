using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>Mailboxes with what the clock has ended or begun: expired messages, last leases that ran out, deadlines of answers, and messages that the host is to bring.</summary>
internal sealed class ListOverdue(DateTimeOffset now, bool afterStart, int limit) : IQuery<IReadOnlyList<AgentId>>
{
    // Not a UNION with an order: for that SQLite would read all deliveries in the order of their recipients.
    internal const string Sql =
        """
        SELECT DISTINCT recipient FROM (
            SELECT recipient FROM message_deliveries
            WHERE expires_at < ?1 AND expires_at IS NOT NULL AND status IN ('queued', 'leased')
              AND (leased_until IS NULL OR leased_until < ?1)
            UNION ALL
            SELECT recipient FROM message_deliveries
            WHERE leased_until < ?1 AND status = 'leased' AND attempts > max_retries
            UNION ALL
            SELECT recipient FROM message_deliveries
            WHERE method IN ('webhook', 'tmux', 'gui') AND status IN ('queued', 'leased')
              AND (leased_until IS NULL OR leased_until < ?3) AND (returns_at IS NULL OR returns_at < ?1)
            UNION ALL
            SELECT recipient FROM message_deliveries
            WHERE method IS NULL AND status IN ('queued', 'leased')
              AND recipient IN (SELECT id FROM agents WHERE json_extract(delivery, '$.method') IN ('webhook', 'tmux', 'gui'))
              AND (leased_until IS NULL OR leased_until < ?3) AND (returns_at IS NULL OR returns_at < ?1)
            UNION ALL
            SELECT sender FROM messages
            WHERE response_deadline < ?1 AND response_deadline IS NOT NULL AND answered_at IS NULL AND deadline_exceeded_at IS NULL)
        ORDER BY recipient
        LIMIT ?2
        """;

    public IReadOnlyList<AgentId> Run(ReadConnection connection) => connection
        .Prepare(Sql)
        .Bind(1, now)
        .Bind(2, (long)limit)
        .Bind(3, afterStart ? DateTimeOffset.MaxValue : now) // what a host was bringing when it died
        .List(row => AgentId.Parse(row.Text(0)));
}
