using System.Collections.Immutable;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>What each event does.</summary>
public sealed partial record MailboxState
{
    /// <inheritdoc/>
    public MailboxState Apply(MailboxEvent change, long sequence)
    {
        MailboxState state = Advance(change.At);
        return change switch
        {
            MessagesQueued queued => state.Queue(queued),
            MessagesLeased leased => state.Lease(leased),
            MessagesAcknowledged { Messages: [var one] } => state.Acknowledge(one),
            MessagesAcknowledged acknowledged => acknowledged.Messages.Aggregate(state, (s, id) => s.Acknowledge(id)),
            MessagesReturned returned => returned.Messages.Aggregate(state, (s, id) => s.Return(id, returned.Until)),
            MessagesFailed failed => failed.Messages.Aggregate(state, (s, id) => s.Bury(id, DeliveryStatus.Failed)),
            MessagesDeadLettered dead => dead.Messages.Aggregate(state, (s, id) => s.Bury(id, DeliveryStatus.DeadLettered)),
            MessagesExpired expired => expired.Messages.Aggregate(state, (s, id) => s.Expire(id)),
            MessagesRequeued requeued => requeued.Messages.Aggregate(state, (s, id) => s.Requeue(id, requeued.At)),
            MessagesReleased released => released.Messages.Aggregate(state, (s, id) => s.Release(id)),
            AgentAttached attached => state with { Epoch = attached.Epoch, Groups = [.. attached.Groups], Endpoints = attached.Endpoints },
            RequestOpened opened => state.Open(opened),
            RequestAnswered answered => state.Close(
                answered.MessageId,
                r => r with { Status = ResponseStatus.Answered, ResponseIn = answered.ConversationId, ResponseSequence = answered.Sequence }),
            DeadlineExceeded late => late.Messages.Aggregate(
                state, (s, id) => s.Close(id, r => r with { Status = ResponseStatus.DeadlineExceeded })),
            _ => state,
        };
    }

    private MailboxState Queue(MessagesQueued queued)
    {
        var items = _items.ToBuilder();
        var ready = _queued.ToBuilder();
        ImmutableSortedDictionary<(long, long), MessageId> outgoing = _outgoing;
        ImmutableSortedDictionary<(DateTimeOffset, long), MessageId> held = _held;
        ImmutableSortedDictionary<(DateTimeOffset, long), MessageId> expiring = _expiring;
        DateTimeOffset arrivedAt = queued.At > LastArrivalAt ? queued.At : LastArrivalAt;
        long arrivals = Arrivals;
        for (int i = 0; i < queued.Messages.Count; i++)
        {
            MessageReference message = queued.Messages[i];
            var item = new MailboxItem(
                message.Id,
                queued.ConversationId,
                message.Sequence,
                message.Priority,
                message.SentAt,
                ++arrivals,
                Attempts: 0,
                LeasedUntil: null,
                message.MaxRetries ?? MessageReference.DefaultMaxRetries,
                message.ExpiresAt,
                arrivedAt,
                message.NotBefore)
            { Method = message.Method };
            items[item.Id] = item;
            if (item.ReturnsAt is { } later) held = held.Add((later, item.Arrival), item.Id);
            else if (IsOutgoing(item)) outgoing = outgoing.Add(item.Place, item.Id);
            else ready[item.Place] = item.Id;
            if (item.ExpiresAt is { } at) expiring = expiring.Add((at, item.Arrival), item.Id);
        }

        return this with
        {
            _items = items.ToImmutable(),
            _queued = ready.ToImmutable(),
            _outgoing = outgoing,
            _held = held,
            _expiring = expiring,
            Arrivals = arrivals,
            LastArrivalAt = arrivedAt,
            LastSequences = Last(queued.ConversationId, queued.Messages[^1].Sequence),
        };
    }

    private MailboxState Lease(MessagesLeased leased)
    {
        var items = _items.ToBuilder();
        var queue = _queued.ToBuilder();
        ImmutableSortedDictionary<(long, long), MessageId> outgoing = _outgoing;
        var held = _held.ToBuilder();
        for (int i = 0; i < leased.Messages.Count; i++)
        {
            MessageId id = leased.Messages[i];
            if (!items.TryGetValue(id, out MailboxItem? item)) continue;
            if (item.HeldUntil is { } before) held.Remove((before, item.Arrival));
            else if (IsOutgoing(item)) outgoing = outgoing.Remove(item.Place);
            else queue.Remove(item.Place);
            items[id] = item with
            {
                Attempts = item.Attempts + 1,
                LeasedUntil = leased.Until,
                ReturnsAt = null,
                Epoch = leased.Epoch,
                By = leased.By,
            };
            held[(leased.Until, item.Arrival)] = id;
        }

        return this with { _items = items.ToImmutable(), _queued = queue.ToImmutable(), _outgoing = outgoing, _held = held.ToImmutable() };
    }

    private MailboxState Return(MessageId id, DateTimeOffset until)
    {
        if (!_items.TryGetValue(id, out MailboxItem? item) || item.HeldUntil is not { } before) return this;
        return this with
        {
            _items = _items.SetItem(id, item with { LeasedUntil = null, ReturnsAt = until }),
            _held = _held.Remove((before, item.Arrival)).SetItem((until, item.Arrival), id),
        };
    }

    private MailboxState Release(MessageId id) =>
        _items.TryGetValue(id, out MailboxItem? item) && item.LeasedUntil is not null ? Free(item) : this;

    // Nobody holds it any more: it takes its old place among the others, or is to be a dead letter.
    private MailboxState Free(MailboxItem held)
    {
        MailboxItem item = held with { LeasedUntil = null, ReturnsAt = null };
        MailboxState state = this with
        {
            _items = _items.SetItem(item.Id, item),
            _held = _held.Remove((held.HeldUntil!.Value, held.Arrival)),
        };
        if (item.IsExhausted) return state with { _exhausted = _exhausted.Add(item.Id) };
        return IsOutgoing(item)
            ? state with { _outgoing = _outgoing.Add(item.Place, item.Id) }
            : state with { _queued = _queued.Add(item.Place, item.Id) };
    }

    private bool IsOutgoing(MailboxItem item) =>
        MethodOf(item) is DeliveryMethod.Webhook or DeliveryMethod.Tmux or DeliveryMethod.Gui;

    private (ImmutableSortedDictionary<(long Rank, long Arrival), MessageId> Queued,
        ImmutableSortedDictionary<(long Rank, long Arrival), MessageId> Outgoing) Sort(IEnumerable<MailboxItem> items)
    {
        ILookup<bool, MailboxItem> ready = items.Where(item => item.HeldUntil is null && !item.IsExhausted).ToLookup(IsOutgoing);
        return (
            ready[false].ToImmutableSortedDictionary(item => item.Place, item => item.Id),
            ready[true].ToImmutableSortedDictionary(item => item.Place, item => item.Id));
    }

    private MailboxState Open(RequestOpened opened) => this with
    {
        _requests = _requests.SetItem(opened.MessageId, new(opened.MessageId, opened.Deadline, opened.Ask, opened.To)),
        _due = _due.Add((opened.Deadline, opened.MessageId.Value)),
        LastSequences = Last(opened.ConversationId, opened.Sequence),
    };

    // A hand-off may end with a request of the agent's own, which is noted before what came to the agent ahead of it.
    private ImmutableDictionary<ConversationId, long> Last(ConversationId conversation, long sequence) =>
        sequence > LastSequences.GetValueOrDefault(conversation) ? LastSequences.SetItem(conversation, sequence) : LastSequences;

    private MailboxState Close(MessageId id, Func<MailboxRequest, MailboxRequest> close)
    {
        if (_requests.GetValueOrDefault(id) is not { Status: ResponseStatus.Pending } request) return this;
        MailboxState state = this with
        {
            _requests = _requests.SetItem(id, close(request)),
            _due = _due.Remove((request.Deadline, id.Value)),
            ClosedRequests = ClosedRequests.Enqueue(id),
        };
        if (ClosedCount < Remembered) return state with { ClosedCount = ClosedCount + 1 };
        ImmutableQueue<MessageId> left = state.ClosedRequests.Dequeue(out MessageId oldest);
        return state with { _requests = state._requests.Remove(oldest), ClosedRequests = left };
    }

    private MailboxState Acknowledge(MessageId id)
    {
        if (_items.TryGetValue(id, out MailboxItem? item)) return Remove(item, isDone: true);
        if (!DeadLetters.ContainsKey(id)) return this;
        return this with
        {
            DeadLetters = DeadLetters.Remove(id),
            _acknowledged = _acknowledged.Add(id),
            AcknowledgedCount = AcknowledgedCount + 1,
        };
    }

    private MailboxState Bury(MessageId id, DeliveryStatus status) => _items.TryGetValue(id, out MailboxItem? item)
        ? Remove(item) with { DeadLetters = DeadLetters.SetItem(id, new(item with { LeasedUntil = null, ReturnsAt = null }, status)) }
        : this;

    private MailboxState Requeue(MessageId id, DateTimeOffset at)
    {
        if (!DeadLetters.TryGetValue(id, out DeadLetter? dead)) return this;
        DateTimeOffset arrivedAt = at > LastArrivalAt ? at : LastArrivalAt;
        MailboxItem item = dead.Item with
        {
            Attempts = 0,
            LeasedUntil = null,
            ReturnsAt = null,
            ExpiresAt = null, // who requeues it wants it done now
            Arrival = Arrivals + 1,
            QueuedAt = arrivedAt,
        };
        return this with
        {
            DeadLetters = DeadLetters.Remove(id),
            _items = _items.SetItem(id, item),
            _queued = IsOutgoing(item) ? _queued : _queued.Add(item.Place, id),
            _outgoing = IsOutgoing(item) ? _outgoing.Add(item.Place, id) : _outgoing,
            Arrivals = item.Arrival,
            LastArrivalAt = arrivedAt,
        };
    }

    private MailboxState Expire(MessageId id) => _items.TryGetValue(id, out MailboxItem? item) ? Remove(item) : this;

    // An acknowledged one is remembered in the same step: each makes the state anew.
    private MailboxState Remove(MailboxItem item, bool isDone = false)
    {
        MessageId id = item.Id;
        return this with
        {
            _items = _items.Remove(id),
            _queued = item.HeldUntil is null ? _queued.Remove(item.Place) : _queued,
            _outgoing = item.HeldUntil is null ? _outgoing.Remove(item.Place) : _outgoing,
            _held = item.HeldUntil is { } until ? _held.Remove((until, item.Arrival)) : _held,
            _expiring = item.ExpiresAt is { } at ? _expiring.Remove((at, item.Arrival)) : _expiring,
            _exhausted = _exhausted.Remove(id),
            _acknowledged = isDone ? _acknowledged.Add(id) : _acknowledged,
            AcknowledgedCount = isDone ? AcknowledgedCount + 1 : AcknowledgedCount,
        };
    }
}
