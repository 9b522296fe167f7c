using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>A message that is not done, in an inbox.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="InHand">Whether its receiver has it, rather than it waits.</param>
public sealed record OpenDelivery(MessageId MessageId, bool InHand);

internal sealed class ListOpenDeliveries(AgentId agentId, int limit, DateTimeOffset now) : IQuery<IReadOnlyList<OpenDelivery>>
{
    private const string Sql =
        """
        SELECT message_id, status = 'leased' AND leased_until > ?2
        FROM message_deliveries
        WHERE recipient = ?1 AND status IN ('pending', 'queued', 'leased')
        ORDER BY sent_at, message_id
        LIMIT ?3
        """;

    public IReadOnlyList<OpenDelivery> Run(ReadConnection connection) =>
        connection.Prepare(Sql).Bind(1, agentId.Value).Bind(2, now).Bind(3, (long)limit).List(static row =>
            new OpenDelivery(MessageId.Parse(row.Text(0)), row.Int64(1) != 0));
}
