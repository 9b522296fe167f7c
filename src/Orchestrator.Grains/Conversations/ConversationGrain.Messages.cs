using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Validation;
using Orchestrator.Grains.Budgets;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Conversations;

/// <summary>Sending, reading and editing messages.</summary>
public sealed partial class ConversationGrain
{
    private readonly Transcript _transcript = new();
    private readonly Queue<MessageView> _uncommitted = new();

    // Who reads a long queue goes on where the last reading ended.
    private ReadAhead _ahead = new();

    /// <inheritdoc/>
    public async Task<Committed<MessageView>> Send(SendMessage command)
    {
        command.Validate();
        if (await FindSameAsync(command) is { } same) return same;
        await GrainFactory.RefuseExceededAsync(command, budgets);
        Open("written to");
        if (State.Participants.GetValueOrDefault(command.From) is not { Active: true })
            throw new ForbiddenException($"agent {command.From} takes no part in conversation {Id}", ErrorCodes.NotAParticipant);
        if (command.To is { Group: not null })
            throw new ValidationException("to", "must name participants; a group is written to without a conversation");
        foreach (AgentId to in command.To?.Agents ?? [])
        {
            if (State.Participants.GetValueOrDefault(to) is not { Active: true })
                throw new ForbiddenException($"agent {to} takes no part in conversation {Id}", ErrorCodes.NotAParticipant);
        }

        return await SendAsync(command);
    }

    /// <inheritdoc/>
    public async Task<Committed<MessageView>> SendDirect(SendMessage command)
    {
        command.Validate();
        Recipients to = command.To ?? throw new ValidationException("to", "is required: an agent, a list of agents or a group");
        if (!IsDirectOf(command.From, to))
            throw new ValidationException("to", $"conversation {Id} is not the one of {command.From} and {to}");
        if (await FindSameAsync(command) is { } same) return same;
        await GrainFactory.RefuseExceededAsync(command, budgets);
        if (to is { Group: { } group, AnyOf: false }
            && !State.Participants.Values.Any(p => p.Active && p.AgentId != command.From))
            throw new ConflictException($"group {group} has no member but the sender; any-of:{group} would wait for one", ErrorCodes.NoRecipients);
        if (State.Created is null) return await SendAsync(command, Begin(command.From, to));
        return await SendAsync(command);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MessageView>> GetMessages(long fromSequence, int max)
    {
        Check.Range(fromSequence, "fromSequence", 1, long.MaxValue);
        Check.Range(max, "max", 1, 1_000);
        Existing(Durable);
        return await ReadAsync(fromSequence, max, static _ => true);
    }

    /// <inheritdoc/>
    public async Task<Committed<MessageView>> Edit(EditMessage command)
    {
        command.Validate();
        Open("edited");
        MessageView message = command.Sequence <= Durable.MessageCount
            && await ReadAsync(command.Sequence, 1, static _ => true) is [{ } found] && found.Id == command.MessageId
                ? found
                : throw new NotFoundException("message", command.MessageId.Value);
        Open("edited");
        if (message.From != command.AgentId)
            throw new ForbiddenException($"message {message.Id} was sent by {message.From}; only its sender edits it");
        var edited = new MessageEdited
        {
            At = Now(),
            Id = message.Id,
            Sequence = message.Sequence,
            EditCount = State.Edits.GetValueOrDefault(message.Sequence).Count + 1,
            Content = command.Content,
        };
        MessageView view = Transcript.Edited(message, edited);
        Committed<MessageView> answer = await CommitAsync(edited, _ => view);
        _transcript.Clear();
        Refresh(view);
        return answer;
    }

    /// <inheritdoc/>
    protected override void OnCommitted()
    {
        while (_uncommitted.TryPeek(out MessageView? message) && message.Sequence <= Durable.MessageCount)
        {
            _uncommitted.Dequeue();
            _transcript.Add(message);
            Dispatch(message);
        }
    }

    /// <inheritdoc/>
    protected override void OnAbandoned() => _uncommitted.Clear();

    private Task<Committed<MessageView>> SendAsync(SendMessage command, params IEnumerable<ConversationEvent> before)
    {
        if (command.Id is { } taken && _uncommitted.Any(m => m.Id == taken))
            throw new ConflictException($"message {taken} is being sent by another call", ErrorCodes.MessageIdUsed);
        DateTimeOffset now = Now();
        if (command.ResponseDeadline <= now) throw new ValidationException("responseDeadline", "must be in the future");
        int first = OpenEvents;
        foreach (ConversationEvent change in before) Raise(change);
        MessageId id = command.Id ?? MessageId.New(Time);
        DateTimeOffset? deadline = command.ResponseWithinSeconds is { } within ? now.AddMilliseconds(Math.Ceiling(within * 1_000)) : command.ResponseDeadline;
        bool requiresResponse = command.RequiresResponse || deadline is not null;
        var sent = new MessageSent
        {
            At = now,
            Id = id,
            Sequence = State.MessageCount + 1,
            From = command.From,
            To = command.To,
            SessionId = command.SessionId,
            Type = command.Type,
            Priority = command.Priority,
            Tags = command.Tags is { Count: > 0 } tags ? tags : null,
            Content = command.Content,
            Context = command.Context,
            ThreadId = command.ThreadId,
            ParentMessageId = command.ParentMessageId,
            ResponseTo = command.ResponseTo,
            CorrelationId = command.CorrelationId
                ?? (command.ResponseTo is { } asked ? _transcript.Find(asked)?.CorrelationId ?? asked.Value : requiresResponse ? id.Value : null),
            RequiresResponse = requiresResponse ? true : null,
            ResponseDeadline = deadline,
            Ask = command.Ask ? true : null,
            DeliveryMethod = command.DeliveryMethod,
            Coordinates = command.Coordinates,
            MaxRetries = command.MaxRetries,
            ExpiresAt = command.ExpiresAt,
            TraceParent = GrainTelemetry.TraceParent,
        };
        Raise(sent);
        if (command.Id is { } own) MessageClaim.Raise(own, Id, sent.Sequence, RaiseClaim);
        MessageView view = Transcript.ToView(Id, sent);
        _uncommitted.Enqueue(view);
        return CommitAsync(view, first);
    }

    // Those who take part are known from the first message on; only that one needs the digest of their ids.
    private bool IsDirectOf(AgentId from, Recipients to) => State.Created is { Direct: true } && to.Agent is { } one
        ? State.Participants.ContainsKey(from) && State.Participants.ContainsKey(one) && State.Participants.Count == (from == one ? 1 : 2)
        : ConversationId.Of(from, to) == Id;

    private IEnumerable<ConversationEvent> Begin(AgentId from, Recipients to)
    {
        DateTimeOffset now = Now();
        if (to.Group is { } group)
        {
            yield return BeginGroup(group, now);
            yield break;
        }

        AgentId[] agents = [.. to.Agents.Prepend(from).Distinct()];
        string title = agents.Length <= 3 ? string.Join(", ", agents) : $"{agents[0]}, {agents[1]} and {agents.Length - 2} others";
        if (agents.Length == 1) title = $"{from}, {from}";
        yield return new ConversationCreated { At = now, Id = Id, Direct = true, Title = title, CreatedBy = from };
        foreach (AgentId agent in agents) yield return new ParticipantJoined { At = now, AgentId = agent, Role = "participant" };
    }

    // A caller that gives its messages their ids may send one again when the answer got lost: the same message is
    // answered as it was, another one under the same id is refused.
    private async Task<Committed<MessageView>?> FindSameAsync(SendMessage command)
    {
        if (command.Id is not { } id) return null;
        if (_uncommitted.Any(m => m.Id == id)) await CommitAsync();
        if (await MessageClaim.FindAsync(Journal, id) is not { } claim) return null;
        if (claim.ConversationId == Id && claim.Sequence > State.MessageCount) throw GiveWay(); // another activation wrote it
        if (claim.ConversationId == Id && claim.Sequence > Durable.MessageCount) await CommitAsync(); // written, and not answered yet
        if (claim.ConversationId == Id
            && await ReadAsync(claim.Sequence, 1, static _ => true) is [{ } message] && Transcript.IsSame(message, command))
            return new(message, claim.Position);
        throw new ConflictException($"message {id} was sent before, with another content or elsewhere", ErrorCodes.MessageIdUsed);
    }

    private async Task<IReadOnlyList<MessageView>> ReadAsync(long fromSequence, int max, Func<MessageView, bool> wanted)
    {
        if (fromSequence > Durable.MessageCount) return [];
        if (Durable.Edits.IsEmpty && _transcript.TryRead(fromSequence, int.MaxValue) is { } newest)
            return [.. newest.Where(wanted).Take(max)];
        ConversationState state = Durable;
        MessageView[] ahead = [.. _ahead.From(fromSequence)];
        List<MessageView> messages = [.. ahead.Where(wanted).Take(max)];
        try
        {
            if (messages.Count < max) await ReadOnAsync(ahead is [.., var last] ? last.Sequence + 1 : fromSequence, max, wanted, messages);
            for (int i = 0; i < messages.Count; i++)
            {
                if (state.Edits.TryGetValue(messages[i].Sequence, out LastEdit edit))
                    messages[i] = await ReadEditAsync(messages[i], edit.Event);
            }
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException($"conversation {Id} cannot be read from the journal now", error);
        }

        return messages;
    }

    private async Task ReadOnAsync(long fromSequence, int max, Func<MessageView, bool> wanted, List<MessageView> messages)
    {
        long count = Durable.MessageCount;
        if (fromSequence > count) return;
        (long message, long first) = Durable.PlaceBefore(fromSequence);
        if (_ahead.Next.Message > message && _ahead.Next.Message <= fromSequence) (message, first) = _ahead.Next;
        long about = fromSequence - message + Math.Min(max - messages.Count, count - fromSequence + 1);
        var ahead = new ReadAhead();
        await foreach ((ConversationEvent change, long sequence, bool endsRow) in ReadEventsAsync(first, about, _leaving.Token))
        {
            if (change is MessageSent sent && sent.Sequence >= fromSequence)
            {
                if (sent.Sequence > count) break;
                MessageView view = Transcript.ToView(Id, sent);
                if (messages.Count == max)
                {
                    if (!ahead.TryAdd(view)) break;
                }
                else if (wanted(view))
                {
                    messages.Add(view);
                }

                ahead.Reached(sent.Sequence, sequence);
            }

            if (endsRow && messages.Count == max) break;
        }

        _ahead = ahead;
    }

    private async Task<MessageView> ReadEditAsync(MessageView message, long sequence)
    {
        await foreach ((ConversationEvent change, _, _) in ReadEventsAsync(sequence, 1, _leaving.Token))
            return change is MessageEdited edited ? Transcript.Edited(message, edited) : message;
        return message;
    }
}
