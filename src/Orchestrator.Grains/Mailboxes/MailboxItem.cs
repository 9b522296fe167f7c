using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>A message that a mailbox has to deliver.</summary>
/// <param name="Id">The message.</param>
/// <param name="ConversationId">The conversation it stands in.</param>
/// <param name="Sequence">Its number there.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Arrival">The order in which it came in.</param>
/// <param name="Attempts">How many times it was handed out.</param>
/// <param name="LeasedUntil">When its lease ends; null when it was never leased.</param>
public sealed record MailboxItem(
    MessageId Id,
    ConversationId ConversationId,
    long Sequence,
    MessagePriority Priority,
    DateTimeOffset SentAt,
    long Arrival,
    int Attempts,
    DateTimeOffset? LeasedUntil);
