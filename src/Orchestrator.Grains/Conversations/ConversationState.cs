using System.Collections.Immutable;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// What the events of a conversation say, without the messages: those stay in the journal, and an index of every 64th
/// says where. So a conversation of 100,000 messages is as light as a new one.
/// </summary>
public sealed record ConversationState : IEventSourced<ConversationState, ConversationEvent>
{
    /// <summary>Each how many messages the index has an entry.</summary>
    public const int IndexEvery = 64;

    /// <summary>The number of the last message that is for all participants.</summary>
    public long LastBroadcast { get; init; }

    /// <summary>The number of the last message that is for any one of the group.</summary>
    public long LastShared { get; init; }

    /// <summary>The agents that wait for answers by a deadline, each with the number of its last message of that kind.</summary>
    public ImmutableDictionary<AgentId, long> Askers { get; init; } = ImmutableDictionary<AgentId, long>.Empty;

    /// <summary>How it began; null before.</summary>
    public ConversationCreated? Created { get; init; }

    /// <summary>Where it stands.</summary>
    public ConversationStatus Status { get; init; }

    /// <summary>How many messages it has; also the number of the last one.</summary>
    public long MessageCount { get; init; }

    /// <summary>Who takes part, and who took part and may still have to be handed something.</summary>
    public ImmutableDictionary<AgentId, ParticipantState> Participants { get; init; } =
        ImmutableDictionary<AgentId, ParticipantState>.Empty;

    /// <summary>The event number of message 1, 65, 129 and so on.</summary>
    public ImmutableList<long> Index { get; init; } = [];

    /// <summary>The last edit of each edited message, by the message's number.</summary>
    public ImmutableDictionary<long, LastEdit> Edits { get; init; } = ImmutableDictionary<long, LastEdit>.Empty;

    /// <summary>When something last happened to it.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <inheritdoc/>
    public int Weight => Participants.Count + Index.Count + Edits.Count + Askers.Count;

    /// <inheritdoc/>
    public ConversationState Apply(ConversationEvent change, long sequence) =>
        change is MessageSent sent ? Send(sent, sequence) : ApplyOther(change, sequence);

    /// <summary>
    /// The number of the last message that a mailbox may have to know: never less than the last it does. More costs a
    /// reading of the journal that finds nothing.
    /// </summary>
    /// <param name="mailbox">An agent's mailbox, or the one that the group shares.</param>
    public long LastFor(AgentId mailbox)
    {
        if (mailbox.Value == Created!.Id.Value) return LastShared;
        long last = Askers.GetValueOrDefault(mailbox);
        return Participants.TryGetValue(mailbox, out ParticipantState? participant)
            ? Math.Max(last, participant.LastOf(LastBroadcast))
            : last;
    }

    /// <summary>The number of the last message that a mailbox surely need not know: all before its agent's part began.</summary>
    /// <param name="mailbox">An agent's mailbox, or the one that the group shares.</param>
    public long LastBefore(AgentId mailbox) =>
        !Askers.ContainsKey(mailbox) && Participants.TryGetValue(mailbox, out ParticipantState? participant) && participant.Stays is [var stay, ..]
            ? stay.After
            : 0;

    /// <summary>Whether a mailbox has to know a message: it is for its agent, or its agent waits for the answer.</summary>
    /// <param name="mailbox">An agent's mailbox, or the one that the group shares.</param>
    /// <param name="message">The message.</param>
    public bool Concerns(AgentId mailbox, MessageView message)
    {
        if (mailbox.Value == Created!.Id.Value) return message.To is { AnyOf: true };
        return (message.From == mailbox && message.ResponseDeadline is not null)
            || (Participants.TryGetValue(mailbox, out ParticipantState? participant) && participant.IsRecipient(message));
    }

    /// <summary>The next known place at or before a message: another message's number and its event's.</summary>
    public (long Message, long Event) PlaceBefore(long message)
    {
        int entry = (int)((message - 1) / IndexEvery);
        return (((long)entry * IndexEvery) + 1, Index[entry]);
    }

    /// <summary>The conversation as callers see it.</summary>
    public ConversationView ToView() => new()
    {
        Id = Created!.Id,
        Title = Created.Title,
        Description = Created.Description,
        Status = Status,
        Direct = Created.Direct,
        Group = Created.Group,
        SessionId = Created.SessionId,
        TaskId = Created.TaskId,
        CreatedBy = Created.CreatedBy,
        Metadata = Created.Metadata,
        Participants = [.. Participants.Values
            .OrderBy(p => p.JoinedAt).ThenBy(p => p.AgentId.Value, StringComparer.Ordinal).Select(p => p.ToView())],
        MessageCount = MessageCount,
        CreatedAt = Created.At,
        UpdatedAt = UpdatedAt,
        CompletedAt = CompletedAt,
    };

    private ConversationState Join(ParticipantJoined joined)
    {
        ParticipantState participant = Participants.GetValueOrDefault(joined.AgentId) switch
        {
            null => new()
            {
                AgentId = joined.AgentId,
                Role = joined.Role,
                JoinedAt = joined.At,
                Stays = [new(MessageCount, null)],
            },
            { Active: true } present => present with { Role = joined.Role },
            { } gone => gone with { Role = joined.Role, LeftAt = null, Stays = gone.Stays.Add(new(MessageCount, null)) },
        };
        return this with { Participants = Participants.SetItem(joined.AgentId, participant) };
    }

    // Apart from messages, which are most events: what the functions here need would be made for each of those too.
    private ConversationState ApplyOther(ConversationEvent change, long sequence) => (change switch
    {
        ConversationCreated created => this with { Created = created },
        ParticipantJoined joined => Join(joined),
        ParticipantLeft { Settled: true } left => this with { Participants = Participants.Remove(left.AgentId) },
        ParticipantLeft left => With(left.AgentId, p => p with
        {
            LeftAt = left.At,
            Stays = p.Stays.SetItem(p.Stays.Length - 1, p.Stays[^1] with { Until = MessageCount }),
        }),
        MessageEdited edited => this with { Edits = Edits.SetItem(edited.Sequence, new(sequence, edited.EditCount)) },
        MessagesRead read => With(read.AgentId, p => p with { LastRead = read.Sequence }),
        ConversationCompleted => this with { Status = ConversationStatus.Completed, CompletedAt = change.At },
        ConversationArchived => this with { Status = ConversationStatus.Archived },
        _ => this,
    }) with
    { UpdatedAt = change.At };

    private ConversationState Send(MessageSent sent, long sequence)
    {
        // A message to all changes one number, not one of each participant: a group has thousands.
        ImmutableDictionary<AgentId, ParticipantState> participants = Participants;
        if (participants.TryGetValue(sent.From, out ParticipantState? sender))
            participants = participants.SetItem(sent.From, sender with { MessageCount = sender.MessageCount + 1 });
        IReadOnlyList<AgentId> named = sent.To?.Agents ?? [];
        for (int i = 0; i < named.Count; i++)
        {
            if (participants.TryGetValue(named[i], out ParticipantState? recipient))
                participants = participants.SetItem(named[i], recipient with { LastAddressed = sent.Sequence });
        }

        return this with
        {
            MessageCount = sent.Sequence,
            Participants = participants,
            LastShared = sent.To is { AnyOf: true } ? sent.Sequence : LastShared,
            LastBroadcast = sent.To is null or { Group: not null, AnyOf: false } ? sent.Sequence : LastBroadcast,
            Askers = sent.ResponseDeadline is null ? Askers : Askers.SetItem(sent.From, sent.Sequence),
            Index = (sent.Sequence - 1) % IndexEvery == 0 ? Index.Add(sequence) : Index,
            UpdatedAt = sent.At,
        };
    }

    private ConversationState With(AgentId agent, Func<ParticipantState, ParticipantState> change) =>
        Participants.TryGetValue(agent, out ParticipantState? participant)
            ? this with { Participants = Participants.SetItem(agent, change(participant)) }
            : this;
}

/// <summary>Where the newest content of an edited message stands.</summary>
/// <param name="Event">The event number of the last edit.</param>
/// <param name="Count">How many times the message was edited.</param>
public readonly record struct LastEdit(long Event, int Count);
