using System.Text.Json.Serialization;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
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
[JsonDerivedType(typeof(MessagesReleased), "messages-released")]
[JsonDerivedType(typeof(AgentAttached), "agent-attached")]
[JsonDerivedType(typeof(RequestOpened), "request-opened")]
[JsonDerivedType(typeof(RequestAnswered), "request-answered")]
[JsonDerivedType(typeof(DeadlineExceeded), "deadline-exceeded")]
[JsonDerivedType(typeof(CoordinatesChecked), "coordinates-checked")]
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
/// <param name="Method">How it is to be brought; null for the agent's own way.</param>
/// <param name="NotBefore">When it may be handed out; null for at once. Until then the answer is that of a call that waits for it.</param>
public readonly record struct MessageReference(
    MessageId Id,
    long Sequence,
    Priority Priority,
    DateTimeOffset SentAt,
    int? MaxRetries = null,
    DateTimeOffset? ExpiresAt = null,
    DeliveryMethod? Method = null,
    DateTimeOffset? NotBefore = null)
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

    /// <summary>The incarnation that took them, where it said so.</summary>
    public long? Epoch { get; init; }

    /// <summary>The member that took them, from a mailbox that a group shares.</summary>
    public AgentId? By { get; init; }

    /// <summary>How the host brings them, where they are not fetched.</summary>
    public DeliveryMethod? Method { get; init; }
}

/// <summary>The incarnation that had taken messages is gone; they wait again, their attempt counts.</summary>
public sealed record MessagesReleased : MailboxEvent
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>A receiver is done with messages; they leave the mailbox.</summary>
public sealed record MessagesAcknowledged : MailboxEvent
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }

    /// <summary>The member that did the work, in a mailbox that a group shares.</summary>
    public AgentId? By { get; init; }
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

/// <summary>The mailbox learned whom it delivers to: a new incarnation, or new groups or endpoints of the same.</summary>
public sealed record AgentAttached : MailboxEvent
{
    /// <summary>The incarnation, from 1; what earlier ones say is refused from now on.</summary>
    public required long Epoch { get; init; }

    /// <summary>The groups whose work it shares.</summary>
    public required IReadOnlyList<AgentGroup> Groups { get; init; }

    /// <summary>Where messages are brought to it.</summary>
    public DeliveryEndpoints? Endpoints { get; init; }
}

/// <summary>The mailbox's agent sent a message that wants an answer by a deadline.</summary>
public sealed record RequestOpened : MailboxEvent
{
    /// <summary>The message.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>The conversation it stands in.</summary>
    public required ConversationId ConversationId { get; init; }

    /// <summary>Its number there.</summary>
    public required long Sequence { get; init; }

    /// <summary>Whom it asks, and so whose answer counts; anybody's where it is absent.</summary>
    public Recipients? To { get; init; }

    /// <inheritdoc cref="SendMessage.ResponseDeadline"/>
    public required DateTimeOffset Deadline { get; init; }

    /// <inheritdoc cref="SendMessage.Ask"/>
    public required bool Ask { get; init; }
}

/// <summary>An answer came to a message of the mailbox's agent, in time.</summary>
public sealed record RequestAnswered : MailboxEvent
{
    /// <summary>The message that wanted an answer.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>The answer.</summary>
    public required MessageId ResponseId { get; init; }

    /// <summary>The conversation that the answer stands in.</summary>
    public required ConversationId ConversationId { get; init; }

    /// <summary>The answer's number there.</summary>
    public required long Sequence { get; init; }
}

/// <summary>No answer came to messages of the mailbox's agent by their deadlines. Once for each message.</summary>
public sealed record DeadlineExceeded : MailboxEvent
{
    /// <summary>The messages that wanted an answer.</summary>
    public required IReadOnlyList<MessageId> Messages { get; init; }
}

/// <summary>The coordinates of a message that is typed on a screen were looked at.</summary>
public sealed record CoordinatesChecked : MailboxEvent
{
    /// <summary>The message.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>What was found.</summary>
    public required CoordinateValidation Validation { get; init; }
}
