using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>A message in a receiver's hands (http-api: <c>inbox item</c>).</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Attempt">How many times it was handed out, this time included.</param>
/// <param name="LeaseExpiresAt">When it comes back unless it is acknowledged.</param>
/// <param name="Message">The message itself.</param>
[Immutable]
public sealed record InboxItem(MessageId MessageId, int Attempt, DateTimeOffset LeaseExpiresAt, MessageView Message);

/// <summary>Where a message stands in one mailbox.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Status">The status.</param>
[Immutable]
public sealed record DeliveryView(MessageId MessageId, DeliveryStatus Status);

/// <summary>What came of a message that wants an answer by a deadline.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Response">The answer, once there is one.</param>
[Immutable]
public sealed record ResponseView(MessageId MessageId, ResponseStatus Status, MessageView? Response);

/// <summary>A mailbox in numbers.</summary>
/// <param name="Queued">Messages that wait to be received, those whose lease ran out included.</param>
/// <param name="Leased">Messages in receivers' hands.</param>
/// <param name="Acknowledged">Messages acknowledged since the beginning.</param>
/// <param name="DeadLetters">Messages that failed or were dead-lettered and can be requeued.</param>
/// <param name="OldestQueuedAt">When the oldest of all that wait or are leased was sent.</param>
[Immutable]
public sealed record MailboxSummary(int Queued, int Leased, long Acknowledged, int DeadLetters, DateTimeOffset? OldestQueuedAt);
