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
[JsonDerivedType(typeof(MessagesReturned), "messages-returned")]
[JsonDerivedType(typeof(MessagesFailed), "messages-failed")]
[JsonDerivedType(typeof(MessagesDeadLettered), "messages-dead-lettered")]
[JsonDerivedType(typeof(MessagesExpired), "messages-expired")]
[JsonDerivedType(typeof(MessagesRequeued), "messages-requeued")]
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
/// <param name="MaxRetries">How many times it may be handed out again; null for <see cref="DefaultMaxRetries"/>.</param>
/// <param name="ExpiresAt">When it is of no use any more; null when it always is.</param>
public readonly record struct MessageReference(
    MessageId Id,
    long Sequence,
    MessagePriority Priority,
    DateTimeOffset SentAt,
    int? MaxRetries = null,
    DateTimeOffset? ExpiresAt = null)
{
    /// <summary>How many times a message is handed out again when its sender didn't say (S1, S3).</summary>
    public const int DefaultMaxRetries = 3;
}

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

/// <summary>A receiver gave messages back; they stay away for a while.</summary>
public sealed record MessagesReturned : MailboxEvent
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }

    /// <summary>When they may be handed out again.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Why, in the receiver's words.</summary>
    public string? Reason { get; init; }
}

/// <summary>A receiver said that messages can't be done.</summary>
public sealed record MessagesFailed : MailboxEvent
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }

    /// <summary>Why, in the receiver's words.</summary>
    public required string Reason { get; init; }
}

/// <summary>Messages were handed out as often as their senders allowed and not done.</summary>
public sealed record MessagesDeadLettered : MailboxEvent
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }

    /// <summary>What ended the last attempt.</summary>
    public required string Reason { get; init; }
}

/// <summary>The time that their senders set for messages is over.</summary>
public sealed record MessagesExpired : MailboxEvent
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }
}

/// <summary>Messages came back from the dead letters; their attempts count from the beginning.</summary>
public sealed record MessagesRequeued : MailboxEvent
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }
}
