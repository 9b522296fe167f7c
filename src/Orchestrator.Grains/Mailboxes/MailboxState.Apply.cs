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
            MessagesAcknowledged acknowledged => acknowledged.Messages.Aggregate(state, (s, id) => s.Acknowledge(id)),
            MessagesReturned returned => returned.Messages.Aggregate(state, (s, id) => s.Return(id, returned.Until)),
            MessagesFailed failed => failed.Messages.Aggregate(state, (s, id) => s.Bury(id, DeliveryStatus.Failed)),
            MessagesDeadLettered dead => dead.Messages.Aggregate(state, (s, id) => s.Bury(id, DeliveryStatus.DeadLettered)),
            MessagesExpired expired => expired.Messages.Aggregate(state, (s, id) => s.Remove(id)),
            MessagesRequeued requeued => requeued.Messages.Aggregate(state, (s, id) => s.Requeue(id, requeued.At)),
            _ => state,
        };
    }

    private MailboxState Queue(MessagesQueued queued)
    {
        var items = _items.ToBuilder();
        var ready = _queued.ToBuilder();
        ImmutableSortedDictionary<(DateTimeOffset, long), MessageId> expiring = _expiring;
        DateTimeOffset arrivedAt = queued.At > LastArrivalAt ? queued.At : LastArrivalAt;
        long arrivals = Arrivals;
        foreach (MessageReference message in queued.Messages)
        {
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
                arrivedAt);
            items[item.Id] = item;
            ready[item.Place] = item.Id;
            if (item.ExpiresAt is { } at) expiring = expiring.Add((at, item.Arrival), item.Id);
        }

        return this with
        {
            _items = items.ToImmutable(),
            _queued = ready.ToImmutable(),
            _expiring = expiring,
            Arrivals = arrivals,
            LastArrivalAt = arrivedAt,
            LastSequences = LastSequences.SetItem(queued.ConversationId, queued.Messages[^1].Sequence),
        };
    }

    private MailboxState Lease(MessagesLeased leased)
    {
        var items = _items.ToBuilder();
        var queue = _queued.ToBuilder();
        var held = _held.ToBuilder();
        foreach (MessageId id in leased.Messages)
        {
            if (!items.TryGetValue(id, out MailboxItem? item)) continue;
            if (item.HeldUntil is { } before) held.Remove((before, item.Arrival));
            else queue.Remove(item.Place);
            items[id] = item with { Attempts = item.Attempts + 1, LeasedUntil = leased.Until, ReturnsAt = null };
            held[(leased.Until, item.Arrival)] = id;
        }

        return this with { _items = items.ToImmutable(), _queued = queue.ToImmutable(), _held = held.ToImmutable() };
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

    private MailboxState Acknowledge(MessageId id)
    {
        if (!_items.ContainsKey(id) && !DeadLetters.ContainsKey(id)) return this;
        ImmutableHashSet<MessageId> recent = _acknowledged.Add(id);
        ImmutableQueue<MessageId> order = _acknowledgedInOrder.Enqueue(id);
        if (recent.Count > Remembered)
        {
            order = order.Dequeue(out MessageId oldest);
            recent = recent.Remove(oldest);
        }

        return Remove(id) with
        {
            DeadLetters = DeadLetters.Remove(id),
            _acknowledged = recent,
            _acknowledgedInOrder = order,
            AcknowledgedCount = AcknowledgedCount + 1,
        };
    }

    private MailboxState Bury(MessageId id, DeliveryStatus status) => _items.TryGetValue(id, out MailboxItem? item)
        ? Remove(id) with { DeadLetters = DeadLetters.SetItem(id, new DeadLetter(item, status)) }
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
            _queued = _queued.Add(item.Place, id),
            Arrivals = item.Arrival,
            LastArrivalAt = arrivedAt,
        };
    }

    private MailboxState Remove(MessageId id)
    {
        if (!_items.TryGetValue(id, out MailboxItem? item)) return this;
        return this with
        {
            _items = _items.Remove(id),
            _queued = item.HeldUntil is null ? _queued.Remove(item.Place) : _queued,
            _held = item.HeldUntil is { } until ? _held.Remove((until, item.Arrival)) : _held,
            _expiring = item.ExpiresAt is { } at ? _expiring.Remove((at, item.Arrival)) : _expiring,
            _exhausted = _exhausted.Remove(id),
        };
    }
}
