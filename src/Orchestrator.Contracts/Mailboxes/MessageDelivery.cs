using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>Where a message stands with one of its recipients.</summary>
[Immutable]
public sealed record MessageDelivery
{
    /// <summary>The message.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>The agent it is for.</summary>
    public required AgentId Recipient { get; init; }

    /// <summary>The status; a lease that ran out still reads <see cref="DeliveryStatus.Leased"/>.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>How many times it was handed out.</summary>
    public required int Attempts { get; init; }

    /// <summary>How many times it may be handed out again.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>Why it was last given back, failed or ended; null when it never was.</summary>
    public string? LastError { get; init; }

    /// <summary>When it failed, was dead-lettered or expired.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it is brought.</summary>
    public required DeliveryMethod Method { get; init; }

    /// <summary>The member that took it, where it is for any one of a group.</summary>
    public AgentId? TakenBy { get; init; }

    /// <summary>Until when it stays away: it was given back, or a call waits for it.</summary>
    public DateTimeOffset? ReturnsAt { get; init; }

    /// <summary>What a look at the screen said of its coordinates.</summary>
    public required CoordinateValidation CoordinateValidation { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>When it reached the mailbox.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When the newest lease ends or ended.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>From sent to acknowledged, in milliseconds.</summary>
    public long? DeliveryMs { get; init; }
}
