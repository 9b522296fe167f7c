using System.Text.Json;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Contracts.Conversations;

/// <summary>A conversation as callers see it.</summary>
[Immutable]
public sealed record ConversationView
{
    /// <summary>Its id.</summary>
    public required ConversationId Id { get; init; }

    /// <inheritdoc cref="CreateConversation.Title"/>
    public required string Title { get; init; }

    /// <inheritdoc cref="CreateConversation.Description"/>
    public string? Description { get; init; }

    /// <summary>Where it stands.</summary>
    public required ConversationStatus Status { get; init; }

    /// <inheritdoc cref="ConversationCreated.Direct"/>
    public required bool Direct { get; init; }

    /// <inheritdoc cref="ConversationCreated.Group"/>
    public AgentGroup? Group { get; init; }

    /// <inheritdoc cref="CreateConversation.SessionId"/>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="CreateConversation.TaskId"/>
    public string? TaskId { get; init; }

    /// <inheritdoc cref="CreateConversation.CreatedBy"/>
    public AgentId? CreatedBy { get; init; }

    /// <inheritdoc cref="CreateConversation.Metadata"/>
    public JsonElement? Metadata { get; init; }

    /// <summary>Who takes or took part.</summary>
    public IReadOnlyList<ParticipantView> Participants { get; init; } = [];

    /// <summary>How many messages it has; also the number of the last one.</summary>
    public required long MessageCount { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something last happened to it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>An agent's part in a conversation.</summary>
[Immutable]
public sealed record ParticipantView
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="JoinConversation.Role"/>
    public required string Role { get; init; }

    /// <summary>When it first joined.</summary>
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>When it left, if it did and did not come back.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>How many messages it sent here.</summary>
    public required long MessageCount { get; init; }

    /// <summary>The number of the last message it read, 0 before any.</summary>
    public required long LastReadSequence { get; init; }
}

/// <summary>A message as callers see it (http-api: <c>message</c>).</summary>
[Immutable]
public sealed record MessageView
{
    /// <summary>Its id.</summary>
    public required MessageId Id { get; init; }

    /// <summary>The conversation it stands in.</summary>
    public required ConversationId ConversationId { get; init; }

    /// <summary>Its number in the conversation, from 1.</summary>
    public required long Sequence { get; init; }

    /// <inheritdoc cref="SendMessage.SessionId"/>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="SendMessage.From"/>
    public required AgentId From { get; init; }

    /// <summary>Who it is for; null when it is for all the other participants.</summary>
    public Recipients? To { get; init; }

    /// <inheritdoc cref="SendMessage.Type"/>
    public required MessageType Type { get; init; }

    /// <inheritdoc cref="SendMessage.Priority"/>
    public required Priority Priority { get; init; }

    /// <inheritdoc cref="SendMessage.Tags"/>
    public IReadOnlyList<string> Tags { get; init; } = [];

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
    public bool RequiresResponse { get; init; }

    /// <inheritdoc cref="SendMessage.ResponseDeadline"/>
    public DateTimeOffset? ResponseDeadline { get; init; }

    /// <inheritdoc cref="SendMessage.Ask"/>
    public bool Ask { get; init; }

    /// <inheritdoc cref="SendMessage.DeliveryMethod"/>
    public DeliveryMethod? DeliveryMethod { get; init; }

    /// <inheritdoc cref="SendMessage.Coordinates"/>
    public ScreenPoint? Coordinates { get; init; }

    /// <summary>How many times it may be handed out again.</summary>
    public int MaxRetries { get; init; } = MessageReference.DefaultMaxRetries;

    /// <inheritdoc cref="SendMessage.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many times its content was replaced.</summary>
    public int EditCount { get; init; }

    /// <summary>When its content was last replaced.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>
    /// The W3C trace context in which it was sent (<see href="https://www.w3.org/TR/trace-context/"/>), for its receiver's span to
    /// link to; null when that trace was not sampled, and in what is read from the tables.
    /// </summary>
    public string? TraceParent { get; init; }
}
