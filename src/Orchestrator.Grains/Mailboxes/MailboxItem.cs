using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>A message that a mailbox has to deliver.</summary>
/// <param name="Id">The message.</param>
/// <param name="ConversationId">The conversation it stands in.</param>
/// <param name="Sequence">Its number there.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Arrival">The order in which it came in.</param>
/// <param name="Attempts">How many times it was handed out.</param>
/// <param name="LeasedUntil">When its lease ends; null when it is in nobody's hands.</param>
/// <param name="MaxRetries">How many times it may be handed out again.</param>
/// <param name="ExpiresAt">When it is of no use any more.</param>
/// <param name="QueuedAt">When it came in, never before one that came in earlier.</param>
/// <param name="ReturnsAt">When it may be handed out, if not now: it was given back, or a call waits for it.</param>
public sealed record MailboxItem(
    MessageId Id,
    ConversationId ConversationId,
    long Sequence,
    Priority Priority,
    DateTimeOffset SentAt,
    long Arrival,
    int Attempts,
    DateTimeOffset? LeasedUntil,
    int MaxRetries = MessageReference.DefaultMaxRetries,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset QueuedAt = default,
    DateTimeOffset? ReturnsAt = null)
{
    // A priority is worth a minute: an urgent message overtakes a low one that came up to three minutes before it. So what
    // is low waits longer, never for ever.
    private const long PriorityIsWorthMilliseconds = 60_000;

    /// <summary>How its sender wants it brought; null for the agent's own way.</summary>
    public DeliveryMethod? Method { get; init; }

    /// <summary>The incarnation that last took it, where it said so.</summary>
    public long? Epoch { get; init; }

    /// <summary>The member of a group that last took it.</summary>
    public AgentId? By { get; init; }

    /// <summary>Its place among those that may be handed out; the arrival tells equals apart.</summary>
    internal (long Rank, long Arrival) Place =>
        (QueuedAt.ToUnixTimeMilliseconds() - ((int)Priority * PriorityIsWorthMilliseconds), Arrival);

    /// <summary>Until when it can't be handed out; null when it can.</summary>
    internal DateTimeOffset? HeldUntil => LeasedUntil ?? ReturnsAt;

    /// <summary>Whether it was handed out as often as it may be.</summary>
    internal bool IsExhausted => Attempts > MaxRetries;
}

/// <summary>A message that nobody is to receive until someone requeues it.</summary>
/// <param name="Item">The message.</param>
/// <param name="Status">How it came to that: failed or dead-lettered.</param>
public sealed record DeadLetter(MailboxItem Item, DeliveryStatus Status);
