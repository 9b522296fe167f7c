using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

internal sealed class CountMailbox(AgentId agentId, DateTimeOffset now) : IQuery<MailboxCounts>
{
    private const string Sql =
        """
        SELECT count(CASE WHEN status = 'pending' THEN 1 END),
               count(CASE WHEN status = 'queued' OR (status = 'leased' AND leased_until <= ?2) THEN 1 END),
               count(CASE WHEN status = 'leased' AND leased_until > ?2 THEN 1 END),
               min(sent_at),
               (SELECT acknowledged FROM agent_totals WHERE agent_id = ?1),
               (SELECT count(*) FROM message_deliveries WHERE recipient = ?1 AND status IN ('failed', 'dead-lettered'))
        FROM message_deliveries
        WHERE recipient = ?1 AND status IN ('pending', 'queued', 'leased')
        """;

    public MailboxCounts Run(ReadConnection connection) =>
        connection.Prepare(Sql).Bind(1, agentId.Value).Bind(2, now).Single(row => new MailboxCounts
        {
            AgentId = agentId,
            Pending = row.Int64(0),
            Queued = row.Int64(1),
            Leased = row.Int64(2),
            OldestSentAt = row.OptionalTime(3),
            Acknowledged = row.Int64(4),
            DeadLetters = row.Int64(5),
        });
}
