using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>
/// Keeps <c>message_deliveries</c>. What becomes of a delivery within a batch is gathered, so that one which is sent,
/// queued, leased and acknowledged in it costs one row.
/// </summary>
internal sealed class DeliveryWrites(
    WriteConnection connection, MessageWrites messages, AgentTotals totals, AgentPairs pairs)
{
    private readonly Dictionary<(string MessageId, string Recipient), Delivery> _touched = [];
    private readonly DeliveryTotals _totals = new(connection);

    private readonly SqliteStatement _find = connection.Prepare(
        """
        SELECT message_number, sent_at, status, attempts, queued_at, leased_until, acknowledged_at, last_error, ended_at,
               method, taken_by, returns_at, coordinate_validation, sender, taken_at
        FROM message_deliveries
        WHERE message_id = ?1 AND recipient = ?2
        """);

    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO message_deliveries (message_id, recipient, status, attempts, queued_at, leased_until,
                                        acknowledged_at, delivery_ms, last_error, ended_at, method, taken_by, returns_at,
                                        coordinate_validation, taken_at, conversation_id, sequence, sent_at, max_retries,
                                        expires_at, sender, message_number, type)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                ?23)
        """);

    private readonly SqliteStatement _update = connection.Prepare(
        """
        UPDATE message_deliveries
        SET status = ?3, attempts = ?4, queued_at = ?5, leased_until = ?6, acknowledged_at = ?7, delivery_ms = ?8,
            last_error = ?9, ended_at = ?10, method = ?11, taken_by = ?12, returns_at = ?13, coordinate_validation = ?14, taken_at = ?15
        WHERE message_id = ?1 AND recipient = ?2
        """);

    /// <summary>A message was sent: it is on its way to a recipient.</summary>
    public void Add(Delivery delivery)
    {
        _touched.Add((delivery.MessageId, delivery.Recipient), delivery);
        pairs.Of(delivery.Sender, delivery.Recipient).Send(delivery.SentAt);
    }

    /// <summary>It reached the mailbox.</summary>
    public void Queue(string messageId, string recipient, DateTimeOffset at, DateTimeOffset? returnsAt)
    {
        if (Find(messageId, recipient) is not { Status: DeliveryStatus.Pending } delivery) return;
        delivery.Status = DeliveryStatus.Queued;
        delivery.QueuedAt = at;
        delivery.ReturnsAt = returnsAt;
        delivery.IsChanged = true;
    }

    /// <summary>It was handed out.</summary>
    public void Lease(string messageId, string recipient, MessagesLeased leased)
    {
        if (Find(messageId, recipient) is not { IsOpen: true } delivery) return;
        string? taker = leased.By?.Value ?? delivery.TakenBy;
        delivery.Status = DeliveryStatus.Leased;
        delivery.TakenAt = taker == delivery.TakenBy ? delivery.TakenAt ?? leased.At : leased.At;
        delivery.LeasedUntil = leased.Until;
        delivery.ReturnsAt = null;
        delivery.TakenBy = taker;
        delivery.Method = leased.Method ?? delivery.Method;
        delivery.Attempts++;
        delivery.IsChanged = true;
        if (delivery.Attempts == 1) return;
        if (delivery.Attempts == 2 && TotalsOf(recipient) is { } change) change.Retried++;
        if (delivery.Message is { } message) message.Retries++;
        else messages.Retry(delivery.MessageNumber);
    }

    /// <summary>The recipient is done with it.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="recipient">The agent, or the group whose member it is.</param>
    /// <param name="by">The member of the group; null for an agent's own mail.</param>
    /// <param name="at">When.</param>
    public void Acknowledge(string messageId, string recipient, string? by, DateTimeOffset at)
    {
        if (Find(messageId, recipient) is not { Status: not DeliveryStatus.Acknowledged } delivery) return;
        if (!delivery.IsOpen) CountFailed(delivery, -1, reason: null);
        delivery.Status = DeliveryStatus.Acknowledged;
        delivery.AcknowledgedAt = at;
        delivery.TakenAt = null;
        delivery.EndedAt = null;
        delivery.IsChanged = true;
        if (delivery.Message is { } message) message.Acknowledge(at);
        else messages.Acknowledge(delivery.MessageNumber, at);
        delivery.TakenBy = by ?? delivery.TakenBy;
        AgentTotalsChange change = totals.Of(by ?? recipient);
        if (by is not null)
        {
            change.Received++;
            change.Conversed(at);
        }

        change.Acknowledged++;
        change.DeliveryMs += delivery.DeliveryMs!.Value;
        change.Progressed(at);
        AgentPairChange pair = pairs.Of(delivery.Sender, recipient);
        pair.Acknowledged++;
        pair.DeliveryMs += delivery.DeliveryMs!.Value;
    }

    /// <summary>The receiver gave it back, to be handed out again later.</summary>
    public void Return(string messageId, string recipient, string? reason, DateTimeOffset? returnsAt)
    {
        if (Find(messageId, recipient) is not { IsOpen: true } delivery) return;
        delivery.Status = DeliveryStatus.Queued;
        delivery.TakenAt = null;
        delivery.LeasedUntil = null;
        delivery.ReturnsAt = returnsAt;
        delivery.LastError = reason ?? delivery.LastError;
        delivery.IsChanged = true;
    }

    /// <summary>It ended without the recipient being done with it.</summary>
    public void End(string messageId, string recipient, DeliveryStatus status, string reason, DateTimeOffset at)
    {
        if (Find(messageId, recipient) is not { IsOpen: true } delivery) return;
        delivery.Status = status;
        delivery.TakenAt = null;
        delivery.EndedAt = at;
        delivery.LastError = reason;
        delivery.IsChanged = true;
        CountFailed(delivery, 1, reason);
    }

    /// <summary>Someone took it out of the dead letters.</summary>
    public void Requeue(string messageId, string recipient)
    {
        if (Find(messageId, recipient) is not { Status: DeliveryStatus.Failed or DeliveryStatus.DeadLettered } delivery) return;
        CountFailed(delivery, -1, reason: null);
        if (delivery.Attempts > 1 && TotalsOf(recipient) is { } change) change.Retried--;
        delivery.Status = DeliveryStatus.Queued;
        delivery.Attempts = 0;
        delivery.LeasedUntil = null;
        delivery.EndedAt = null;
        delivery.IsChanged = true;
    }

    /// <summary>Its coordinates were looked at.</summary>
    public void CheckCoordinates(string messageId, string recipient, CoordinateValidation validation)
    {
        if (Find(messageId, recipient) is not { } delivery) return;
        delivery.CoordinateValidation = validation;
        delivery.IsChanged = true;
    }

    /// <summary>Writes all; messages must have been written before.</summary>
    public void Flush()
    {
        foreach (Delivery delivery in _touched.Values)
        {
            if (delivery is { Message: null, IsChanged: false }) continue;
            if (delivery.Before is { } before) _totals.Count(before, -1);
            _totals.Count(delivery.Figures, 1);
            if (delivery.Message is { } message)
            {
                Bind(_insert, delivery)
                    .Bind(16, message.ConversationId)
                    .Bind(17, message.Sent.Sequence)
                    .Bind(18, delivery.SentAt)
                    .Bind(19, message.MaxRetries)
                    .Bind(20, message.Sent.ExpiresAt)
                    .Bind(21, delivery.Sender)
                    .Bind(22, message.Number)
                    .Bind(23, Words<MessageType>.Of(message.Sent.Type))
                    .Execute();
            }
            else
            {
                Bind(_update, delivery).Execute();
            }
        }

        _touched.Clear();
        _totals.Flush();
    }

    private static SqliteStatement Bind(SqliteStatement statement, Delivery delivery) => statement
        .Bind(1, delivery.MessageId)
        .Bind(2, delivery.Recipient)
        .Bind(3, Words<DeliveryStatus>.Of(delivery.Status))
        .Bind(4, delivery.Attempts)
        .Bind(5, delivery.QueuedAt)
        .Bind(6, delivery.LeasedUntil)
        .Bind(7, delivery.AcknowledgedAt)
        .Bind(8, delivery.DeliveryMs)
        .Bind(9, delivery.LastError)
        .Bind(10, delivery.EndedAt)
        .Bind(11, delivery.Method is { } method ? Words<DeliveryMethod>.Of(method) : null)
        .Bind(12, delivery.TakenBy)
        .Bind(13, delivery.ReturnsAt)
        .Bind(14, Words<CoordinateValidation>.Of(delivery.CoordinateValidation))
        .Bind(15, delivery.TakenAt);

    // What is for any one of a group counts as received for the member that does it alone, so it ends for no group.
    private AgentTotalsChange? TotalsOf(string recipient) => AgentGroup.IsReserved(recipient) ? null : totals.Of(recipient);

    private void CountFailed(Delivery delivery, int count, string? reason)
    {
        TotalsOf(delivery.Recipient)?.End(delivery.Status, count);
        pairs.Of(delivery.Sender, delivery.Recipient).Failed += count;
        if (delivery.Message is { } message) message.Fail(count, reason);
        else messages.Fail(delivery.MessageNumber, count, reason);
    }

    // A mailbox may name what this projection never saw sent only if its journal is not whole; the mailbox ignores such
    // names itself.
    private Delivery? Find(string messageId, string recipient)
    {
        if (_touched.TryGetValue((messageId, recipient), out Delivery? delivery)) return delivery;
        delivery = _find.Bind(1, messageId).Bind(2, recipient).First(row => new Delivery
        {
            MessageId = messageId,
            Recipient = recipient,
            MessageNumber = row.Int64(0),
            SentAt = row.Time(1),
            Status = row.Word<DeliveryStatus>(2),
            Attempts = row.Int64(3),
            QueuedAt = row.OptionalTime(4),
            LeasedUntil = row.OptionalTime(5),
            AcknowledgedAt = row.OptionalTime(6),
            LastError = row.OptionalText(7),
            EndedAt = row.OptionalTime(8),
            Method = row.IsNull(9) ? null : row.Word<DeliveryMethod>(9),
            TakenBy = row.OptionalText(10),
            ReturnsAt = row.OptionalTime(11),
            CoordinateValidation = row.Word<CoordinateValidation>(12),
            Sender = row.Text(13),
            TakenAt = row.OptionalTime(14),
        });
        if (delivery is null) return null;
        delivery.Before = delivery.Figures;
        _touched.Add((messageId, recipient), delivery);
        return delivery;
    }
}
