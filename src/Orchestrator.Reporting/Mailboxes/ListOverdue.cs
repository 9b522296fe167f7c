using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>Mailboxes that hold what the clock has ended: expired messages, and last leases that ran out.</summary>
internal sealed class ListOverdue(DateTimeOffset now, int limit) : IQuery<IReadOnlyList<AgentId>>
{
    public IReadOnlyList<AgentId> Run(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT recipient FROM message_deliveries
            WHERE expires_at < ?1 AND expires_at IS NOT NULL AND status IN ('queued', 'leased')
              AND (leased_until IS NULL OR leased_until < ?1)
            UNION
            SELECT recipient FROM message_deliveries
            WHERE leased_until < ?1 AND status = 'leased' AND attempts > max_retries
            ORDER BY recipient
            LIMIT ?2
            """)
        .Bind(1, now)
        .Bind(2, (long)limit)
        .List(row => AgentId.Parse(row.Text(0)));
}
