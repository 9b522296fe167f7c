using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Conversations;

/// <summary>Creates a conversation of named participants.</summary>
[Immutable]
public sealed record CreateConversation : ICommand
{
    /// <summary>The most participants a conversation may be created with.</summary>
    public const int MaxParticipants = 1_000;

    /// <summary>The caller's own id for it; one is made when absent.</summary>
    public ConversationId? Id { get; init; }

    /// <summary>Its title, 1 to 200 characters.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about, up to 10,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The session it belongs to.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The task it is about.</summary>
    public string? TaskId { get; init; }

    /// <summary>The agent that began it.</summary>
    public AgentId? CreatedBy { get; init; }

    /// <summary>Who takes part from the start.</summary>
    public IReadOnlyList<JoinConversation>? Participants { get; init; }

    /// <summary>The caller's own JSON object, up to 256 KiB.</summary>
    public JsonElement? Metadata { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Id is { } id) CheckId(id);
        Check.RequiredText(Title, "title", 200);
        Check.OptionalText(Description, "description", 10_000);
        if (TaskId is not null) IdentifierText.Check(TaskId, "taskId");
        Check.Range(Participants?.Count, "participants", 0, MaxParticipants);
        for (int i = 0; i < Participants?.Count; i++)
        {
            if (Participants[i] is null) throw new ValidationException($"participants[{i}]", "must be an object, not null");
            Participants[i].Validate();
        }

        if (Participants?.DistinctBy(p => p.AgentId).Count() < Participants?.Count)
            throw new ValidationException("participants", "must name each agent once");
        Check.JsonObject(Metadata, "metadata");
    }

    /// <summary>Refuses a conversation that agents, or a group, have by themselves.</summary>
    /// <param name="id">The conversation.</param>
    /// <exception cref="ValidationException">It is one.</exception>
    public static void CheckId(ConversationId id)
    {
        if (AgentGroup.IsReserved(id.Value))
            throw new ValidationException("id", $"must not be that of a group, as {id} is: a group has its conversation by itself");
        if (id.IsReserved)
            throw new ValidationException("id", $"must not begin as {id} does: agents who write to each other have that conversation by themselves");
    }
}

/// <summary>Adds an agent to a conversation, or changes its role.</summary>
[Immutable]
public sealed record JoinConversation : ICommand
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>What it is there for; <c>participant</c> when absent.</summary>
    public string? Role { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Role is not null) Check.Word(Role, "role");
    }
}

/// <summary>Sends a message.</summary>
[Immutable]
public record SendMessage : ICommand
{
    /// <summary>The caller's own id for it, never used before; one is made when absent.</summary>
    public MessageId? Id { get; init; }

    /// <summary>The agent that sends it; need not be registered.</summary>
    public required AgentId From { get; init; }

    /// <summary>
    /// Who it is for: an agent, a list of agents, a group, or any one of a group. Without a conversation it is required;
    /// in a conversation it names participants, and when absent the message goes to all the others. Mail to an agent that
    /// is offline or not registered waits.
    /// </summary>
    public Recipients? To { get; init; }

    /// <summary>The session it belongs to.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>What it is for.</summary>
    public MessageType Type { get; init; } = MessageType.Text;

    /// <summary>How urgent it is.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>Up to 100 short texts.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>A string or any JSON value but null, up to 256 KiB.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>The caller's own JSON object, up to 256 KiB.</summary>
    public JsonElement? Context { get; init; }

    /// <summary>The thread within the conversation, an own word.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The message it stands below.</summary>
    public MessageId? ParentMessageId { get; init; }

    /// <summary>The message it answers.</summary>
    public MessageId? ResponseTo { get; init; }

    /// <summary>
    /// What belongs together has the same: 1 to 128 characters. When absent, that of the message it answers, as far as
    /// the conversation knows it; for a request its own id.
    /// </summary>
    public string? CorrelationId { get; init; }

    /// <summary>Whether the sender wants an answer: a message with <see cref="ResponseTo"/> naming this one.</summary>
    public bool RequiresResponse { get; init; }

    /// <summary>
    /// Until when the answer is wanted, in the future; makes the message one that requires a response. When none came by
    /// then, <c>deadline-exceeded</c> is journaled, once. An answer that is late is delivered all the same.
    /// </summary>
    public DateTimeOffset? ResponseDeadline { get; init; }

    /// <summary>The same in seconds from when it is sent, 0.1 to 2,592,000 (30 days), for senders whose clock may be wrong.</summary>
    public double? ResponseWithinSeconds { get; init; }

    /// <summary>
    /// Whether the sender waits for the answer in a call. Then the answer is that call's: it comes into the inbox only
    /// if nobody took it before the deadline, which must be given one way or the other.
    /// </summary>
    public bool Ask { get; init; }

    /// <summary>How it is brought to its recipients; as each of them registered when absent.</summary>
    public DeliveryMethod? DeliveryMethod { get; init; }

    /// <summary>Where it is typed, for delivery by <c>gui</c> (S1); where the recipient registered when absent.</summary>
    public ScreenPoint? Coordinates { get; init; }

    /// <summary>How many times it may be handed out again, 0 to 100; 3 when absent. Then it is a dead letter.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>When it is of no use any more; it is not handed out after that.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (From == default) throw new ValidationException("from", "is required");
        if (AgentGroup.IsReserved(From.Value)) throw new ValidationException("from", "must be an agent, not a group");
        Check.Range((int)Priority, "priority", (int)Priority.Low, (int)Priority.Urgent);
        Check.Texts(Tags, "tags", maxLength: 100);
        if (Content.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            throw new ValidationException("content", "is required: a string or any JSON value but null");
        Check.Json(Content, "content");
        Check.JsonObject(Context, "context");
        Check.OptionalText(ThreadId, "threadId", 128);
        Check.Range(MaxRetries, "maxRetries", 0, 100);
        if (CorrelationId is not null) Check.RequiredText(CorrelationId, "correlationId", 128);
        Check.Range(ResponseWithinSeconds, "responseWithinSeconds", 0.1, TimeSpan.SecondsPerDay * 30);
        if (ResponseWithinSeconds is not null && ResponseDeadline is not null)
            throw new ValidationException("responseWithinSeconds", "does not go with responseDeadline: give one of them");
        if (Ask && ResponseDeadline is null && ResponseWithinSeconds is null)
            throw new ValidationException("responseWithinSeconds", "or responseDeadline is required to ask");
        Coordinates?.Validate("coordinates");
        if (To is { AnyOf: true } && DeliveryMethod is not (null or Mailboxes.DeliveryMethod.Inbox or Mailboxes.DeliveryMethod.Stream))
            throw new ValidationException("deliveryMethod", "must be inbox or stream for any one of a group: its members fetch it");
    }

    /// <summary>The command alone, where a face extends it.</summary>
    public SendMessage ToCommand() => new(this);
}

/// <summary>Replaces the content of a message; only its sender may.</summary>
[Immutable]
public sealed record EditMessage : ICommand
{
    /// <summary>The message.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>Its number in the conversation, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The agent that edits.</summary>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="SendMessage.Content"/>
    public required JsonElement Content { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        Check.Range(Sequence, "sequence", 1, long.MaxValue);
        if (Content.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            throw new ValidationException("content", "is required: a string or any JSON value but null");
        Check.Json(Content, "content");
    }
}

/// <summary>Moves an agent's read cursor forward; it never goes back.</summary>
[Immutable]
public sealed record MarkRead : ICommand
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>The number of the last message it read.</summary>
    public required long Sequence { get; init; }

    /// <inheritdoc/>
    public void Validate() => Check.Range(Sequence, "sequence", 0, long.MaxValue);
}
