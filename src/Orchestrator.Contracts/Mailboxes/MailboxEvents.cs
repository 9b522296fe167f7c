using System.Text.Json.Serialization;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>What can happen to a mailbox.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(MessagesQueued), "messages-queued")]
[JsonDerivedType(typeof(MessagesLeased), "messages-leased")]
[JsonDerivedType(typeof(MessagesAcknowledged), "messages-acknowledged")]
public abstract record MailboxEvent : JournaledEvent;

/// <summary>Messages of one conversation came in, in order.</summary>
public sealed record MessagesQueued : MailboxEvent
{
    /// <summary>The conversation they stand in.</summary>
    public required ConversationId ConversationId { get; init; }

    /// <summary>A reference to each.</summary>
    public required IReadOnlyList<MessageReference> Messages { get; init; }
}

/// <summary>What a mailbox knows of a message: all but its content.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="Sequence">Its number in the conversation.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="SentAt">When it was sent.</param>
public readonly record struct MessageReference(MessageId Id, long Sequence, MessagePriority Priority, DateTimeOffset SentAt);

/// <summary>A receiver took messages; they come back when it does not acknowledge them in time.</summary>
public sealed record MessagesLeased : MailboxEvent
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }

    /// <summary>When they come back.</summary>
    public required DateTimeOffset Until { get; init; }
}

/// <summary>A receiver is done with messages; they leave the mailbox.</summary>
public sealed record MessagesAcknowledged : MailboxEvent
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }
}
