using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Contracts.Conversations;

/// <summary>What can happen to a conversation.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(MessageSent), "message-sent")]
[JsonDerivedType(typeof(MessageEdited), "message-edited")]
[JsonDerivedType(typeof(MessagesRead), "messages-read")]
[JsonDerivedType(typeof(ConversationCreated), "conversation-created")]
[JsonDerivedType(typeof(ParticipantJoined), "participant-joined")]
[JsonDerivedType(typeof(ParticipantLeft), "participant-left")]
[JsonDerivedType(typeof(ConversationCompleted), "conversation-completed")]
[JsonDerivedType(typeof(ConversationArchived), "conversation-archived")]
public abstract record ConversationEvent : JournaledEvent;

/// <summary>A conversation began.</summary>
public sealed record ConversationCreated : ConversationEvent
{
    /// <summary>Its id.</summary>
    public required ConversationId Id { get; init; }

    /// <summary>Whether it is the one of agents who write to each other by name; it has nobody else and stays open.</summary>
    public required bool Direct { get; init; }

    /// <summary>The group whose conversation it is: its members take part, anyone may write. Null for all others.</summary>
    public AgentGroup? Group { get; init; }

    /// <inheritdoc cref="CreateConversation.Title"/>
    public required string Title { get; init; }

    /// <inheritdoc cref="CreateConversation.Description"/>
    public string? Description { get; init; }

    /// <inheritdoc cref="CreateConversation.SessionId"/>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="CreateConversation.TaskId"/>
    public string? TaskId { get; init; }

    /// <inheritdoc cref="CreateConversation.CreatedBy"/>
    public AgentId? CreatedBy { get; init; }

    /// <inheritdoc cref="CreateConversation.Metadata"/>
    public JsonElement? Metadata { get; init; }
}

/// <summary>An agent joined, came back or changed its role.</summary>
public sealed record ParticipantJoined : ConversationEvent
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="JoinConversation.Role"/>
    public required string Role { get; init; }
}

/// <summary>An agent left; it is sent nothing more.</summary>
public sealed record ParticipantLeft : ConversationEvent
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>
    /// Whether all that was for it is in its mailbox. The conversation has nothing to remember of it then: members of a
    /// group come and go for as long as there is the group.
    /// </summary>
    public bool Settled { get; init; }
}

/// <summary>A message was sent; its number is the count of messages so far, from 1.</summary>
public sealed record MessageSent : ConversationEvent
{
    /// <summary>The message's id.</summary>
    public required MessageId Id { get; init; }

    /// <summary>Its number in the conversation, from 1.</summary>
    public required long Sequence { get; init; }

    /// <inheritdoc cref="SendMessage.From"/>
    public required AgentId From { get; init; }

    /// <summary>Who it is for; when null, as for a group, all participants of that moment but the sender.</summary>
    public Recipients? To { get; init; }

    /// <inheritdoc cref="SendMessage.SessionId"/>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="SendMessage.Type"/>
    public required MessageType Type { get; init; }

    /// <inheritdoc cref="SendMessage.Priority"/>
    public required Priority Priority { get; init; }

    /// <inheritdoc cref="SendMessage.Tags"/>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <inheritdoc cref="SendMessage.Content"/>
    public required JsonElement Content { get; init; }

    /// <inheritdoc cref="SendMessage.Context"/>
    public JsonElement? Context { get; init; }

    /// <inheritdoc cref="SendMessage.ThreadId"/>
    public string? ThreadId { get; init; }

    /// <inheritdoc cref="SendMessage.ParentMessageId"/>
    public MessageId? ParentMessageId { get; init; }

    /// <inheritdoc cref="SendMessage.ResponseTo"/>
    public MessageId? ResponseTo { get; init; }

    /// <inheritdoc cref="SendMessage.CorrelationId"/>
    public string? CorrelationId { get; init; }

    /// <inheritdoc cref="SendMessage.RequiresResponse"/>
    public bool? RequiresResponse { get; init; }

    /// <inheritdoc cref="SendMessage.ResponseDeadline"/>
    public DateTimeOffset? ResponseDeadline { get; init; }

    /// <inheritdoc cref="SendMessage.Ask"/>
    public bool? Ask { get; init; }

    /// <inheritdoc cref="SendMessage.DeliveryMethod"/>
    public DeliveryMethod? DeliveryMethod { get; init; }

    /// <inheritdoc cref="SendMessage.Coordinates"/>
    public ScreenPoint? Coordinates { get; init; }

    /// <inheritdoc cref="SendMessage.MaxRetries"/>
    public int? MaxRetries { get; init; }

    /// <inheritdoc cref="SendMessage.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <inheritdoc cref="MessageView.TraceParent"/>
    public string? TraceParent { get; init; }
}

/// <summary>A message got a new content.</summary>
public sealed record MessageEdited : ConversationEvent
{
    /// <summary>The message's id.</summary>
    public required MessageId Id { get; init; }

    /// <summary>Its number in the conversation, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>How many times it was edited now.</summary>
    public required int EditCount { get; init; }

    /// <inheritdoc cref="SendMessage.Content"/>
    public required JsonElement Content { get; init; }
}

/// <summary>An agent read up to a message.</summary>
public sealed record MessagesRead : ConversationEvent
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>The number of the last message it read.</summary>
    public required long Sequence { get; init; }
}

/// <summary>A conversation was closed.</summary>
public sealed record ConversationCompleted : ConversationEvent;

/// <summary>A closed conversation was put away.</summary>
public sealed record ConversationArchived : ConversationEvent;
