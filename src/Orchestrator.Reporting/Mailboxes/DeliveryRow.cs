using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>A row of <c>message_deliveries</c> as the view of it.</summary>
internal static class DeliveryRow
{
    public const string Columns =
        "message_id, recipient, status, attempts, sent_at, queued_at, leased_until, acknowledged_at, delivery_ms, max_retries, "
        + "last_error, ended_at, coalesce(method, 'inbox'), taken_by, returns_at, coordinate_validation";

    public static MessageDelivery Read(SqliteStatement row) => new()
    {
        MessageId = MessageId.Parse(row.Text(0)),
        Recipient = AgentId.Parse(row.Text(1)),
        Status = row.Word<DeliveryStatus>(2),
        Attempts = (int)row.Int64(3),
        SentAt = row.Time(4),
        QueuedAt = row.OptionalTime(5),
        LeasedUntil = row.OptionalTime(6),
        AcknowledgedAt = row.OptionalTime(7),
        DeliveryMs = row.OptionalInt64(8),
        MaxRetries = (int)row.Int64(9),
        LastError = row.OptionalText(10),
        EndedAt = row.OptionalTime(11),
        Method = row.Word<DeliveryMethod>(12),
        TakenBy = row.OptionalText(13) is { } member ? AgentId.Parse(member) : null,
        ReturnsAt = row.OptionalTime(14),
        CoordinateValidation = row.Word<CoordinateValidation>(15),
    };
}
