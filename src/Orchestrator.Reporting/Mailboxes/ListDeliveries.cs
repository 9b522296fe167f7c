using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

internal sealed class ListDeliveries(MessageId id) : IQuery<IReadOnlyList<MessageDelivery>>
{
    public IReadOnlyList<MessageDelivery> Run(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT recipient, status, attempts, sent_at, queued_at, leased_until, acknowledged_at, delivery_ms
            FROM message_deliveries
            WHERE message_id = ?1
            ORDER BY recipient
            """)
        .Bind(1, id.Value)
        .List(row => new MessageDelivery
        {
            MessageId = id,
            Recipient = AgentId.Parse(row.Text(0)),
            Status = row.Word<DeliveryStatus>(1),
            Attempts = (int)row.Int64(2),
            SentAt = row.Time(3),
            QueuedAt = row.OptionalTime(4),
            LeasedUntil = row.OptionalTime(5),
            AcknowledgedAt = row.OptionalTime(6),
            DeliveryMs = row.OptionalInt64(7),
        });
}
