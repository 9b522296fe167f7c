using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Reporting.Conversations;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>A row of <c>message_deliveries</c> that the batch touches.</summary>
internal sealed class Delivery
{
    public required string MessageId { get; init; }

    public required string Recipient { get; init; }

    public required string Sender { get; init; }

    /// <summary>The message's number in the table, when it stood there before this batch.</summary>
    public long MessageNumber { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>How its sender or its agent wants it brought; null for fetching.</summary>
    public DeliveryMethod? Method { get; set; }

    public string? TakenBy { get; set; }

    public DateTimeOffset? ReturnsAt { get; set; }

    public CoordinateValidation CoordinateValidation { get; set; }

    /// <summary>The message, when it was sent in this batch; then the table doesn't have the delivery yet either.</summary>
    public NewMessage? Message { get; init; }

    /// <summary>What the totals count of it as the table has it; null when the table doesn't have it.</summary>
    public DeliveryFigures? Before { get; set; }

    /// <summary>What the totals count of it.</summary>
    public DeliveryFigures Figures => new(Status, Method, Attempts, DeliveryMs);

    /// <summary>Whether it is no longer as the table has it.</summary>
    public bool IsChanged { get; set; }

    public DeliveryStatus Status { get; set; }

    public long Attempts { get; set; }

    public DateTimeOffset? QueuedAt { get; set; }

    public DateTimeOffset? TakenAt { get; set; }

    public DateTimeOffset? LeasedUntil { get; set; }

    public DateTimeOffset? AcknowledgedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? LastError { get; set; }

    /// <summary>Whether it may still be handed out.</summary>
    public bool IsOpen => Status is DeliveryStatus.Pending or DeliveryStatus.Queued or DeliveryStatus.Leased;

    public long? DeliveryMs =>
        AcknowledgedAt is { } acknowledged ? Math.Max(0, (long)(acknowledged - SentAt).TotalMilliseconds) : null;
}
