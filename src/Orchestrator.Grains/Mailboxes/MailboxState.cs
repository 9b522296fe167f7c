using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// What the events of a mailbox say. A lease that ran out is no event: whoever looks at a time after its end finds the
/// message free again.
/// </summary>
public sealed record MailboxState : IEventSourced<MailboxState, MailboxEvent>
{
    /// <summary>How many acknowledged messages are remembered, so that an acknowledgement may be repeated.</summary>
    public const int Remembered = 1_000;

    private ImmutableDictionary<MessageId, MailboxItem> _items = ImmutableDictionary<MessageId, MailboxItem>.Empty;

    // Never leased, or given back: most urgent first, then in order of arrival. The arrival number tells them apart.
    private ImmutableSortedDictionary<(int Rank, long Arrival), MessageId> _queued =
        ImmutableSortedDictionary<(int, long), MessageId>.Empty;

    private ImmutableSortedDictionary<(DateTimeOffset Until, long Arrival), MessageId> _leased =
        ImmutableSortedDictionary<(DateTimeOffset, long), MessageId>.Empty;

    private ImmutableHashSet<MessageId> _acknowledged = [];

    private ImmutableQueue<MessageId> _acknowledgedInOrder = [];

    /// <summary>All that is to be delivered.</summary>
    public IReadOnlyCollection<MailboxItem> Items
    {
        get => [.. _items.Values];
        init
        {
            _items = value.ToImmutableDictionary(item => item.Id);
            _queued = value.Where(item => item.LeasedUntil is null)
                .ToImmutableSortedDictionary(item => Rank(item), item => item.Id);
            _leased = value.Where(item => item.LeasedUntil is not null)
                .ToImmutableSortedDictionary(item => (item.LeasedUntil!.Value, item.Arrival), item => item.Id);
        }
    }

    /// <summary>The highest number of each conversation that came in.</summary>
    public ImmutableDictionary<ConversationId, long> LastSequences { get; init; } =
        ImmutableDictionary<ConversationId, long>.Empty;

    /// <summary>The messages acknowledged last, oldest first.</summary>
    public IReadOnlyCollection<MessageId> RecentlyAcknowledged
    {
        get => [.. _acknowledgedInOrder];
        init
        {
            _acknowledgedInOrder = ImmutableQueue.CreateRange(value);
            _acknowledged = [.. value];
        }
    }

    /// <summary>How many messages came in so far.</summary>
    public long Arrivals { get; init; }

    /// <summary>How many messages were acknowledged so far.</summary>
    public long AcknowledgedCount { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public int Weight => _items.Count + LastSequences.Count + _acknowledged.Count;

    /// <summary>When the next lease runs out.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextLeaseEnd => _leased.IsEmpty ? null : _leased.First().Key.Until;

    /// <inheritdoc/>
    public MailboxState Apply(MailboxEvent change, long sequence) => change switch
    {
        MessagesQueued queued => Queue(queued),
        MessagesLeased leased => Lease(leased),
        MessagesAcknowledged acknowledged => Acknowledge(acknowledged),
        _ => this,
    };

    /// <summary>A message that is to be delivered.</summary>
    public MailboxItem? Find(MessageId id) => _items.GetValueOrDefault(id);

    /// <summary>Whether a message was acknowledged, as far as it is remembered.</summary>
    public bool WasAcknowledged(MessageId id) => _acknowledged.Contains(id);

    /// <summary>The messages that may be handed out now: most urgent first, then in order of arrival.</summary>
    public IReadOnlyList<MailboxItem> Ready(DateTimeOffset now, int max)
    {
        List<MailboxItem> ready = [];
        foreach (MessageId id in _queued.Values)
        {
            if (ready.Count == max) break;
            ready.Add(_items[id]);
        }

        bool expired = false;
        foreach (((DateTimeOffset until, _), MessageId id) in _leased)
        {
            if (until > now) break;
            ready.Add(_items[id]);
            expired = true;
        }

        // Those that came back take their old places among the others.
        return expired ? [.. ready.OrderBy(Rank).Take(max)] : ready;
    }

    /// <summary>The mailbox in numbers at a time.</summary>
    public MailboxSummary Summarize(DateTimeOffset now)
    {
        int leased = _leased.Count(lease => lease.Key.Until > now);
        return new(_items.Count - leased, leased, AcknowledgedCount, _items.IsEmpty ? null : _items.Values.Min(i => i.SentAt));
    }

    private static (int Rank, long Arrival) Rank(MailboxItem item) => (-(int)item.Priority, item.Arrival);

    private MailboxState Queue(MessagesQueued queued)
    {
        var items = _items.ToBuilder();
        var ready = _queued.ToBuilder();
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
                LeasedUntil: null);
            items[item.Id] = item;
            ready[Rank(item)] = item.Id;
        }

        return this with
        {
            _items = items.ToImmutable(),
            _queued = ready.ToImmutable(),
            Arrivals = arrivals,
            LastSequences = LastSequences.SetItem(queued.ConversationId, queued.Messages[^1].Sequence),
        };
    }

    private MailboxState Lease(MessagesLeased leased)
    {
        var items = _items.ToBuilder();
        var queue = _queued.ToBuilder();
        var leases = _leased.ToBuilder();
        foreach (MessageId id in leased.Messages)
        {
            if (!items.TryGetValue(id, out MailboxItem? item)) continue;
            if (item.LeasedUntil is { } before) leases.Remove((before, item.Arrival));
            else queue.Remove(Rank(item));
            items[id] = item with { Attempts = item.Attempts + 1, LeasedUntil = leased.Until };
            leases[(leased.Until, item.Arrival)] = id;
        }

        return this with { _items = items.ToImmutable(), _queued = queue.ToImmutable(), _leased = leases.ToImmutable() };
    }

    private MailboxState Acknowledge(MessagesAcknowledged acknowledged)
    {
        MailboxState state = this;
        foreach (MessageId id in acknowledged.Messages)
        {
            if (!state._items.TryGetValue(id, out MailboxItem? item)) continue;
            ImmutableHashSet<MessageId> recent = state._acknowledged.Add(id);
            ImmutableQueue<MessageId> order = state._acknowledgedInOrder.Enqueue(id);
            if (recent.Count > Remembered)
            {
                order = order.Dequeue(out MessageId oldest);
                recent = recent.Remove(oldest);
            }

            state = state with
            {
                _items = state._items.Remove(id),
                _queued = item.LeasedUntil is null ? state._queued.Remove(Rank(item)) : state._queued,
                _leased = item.LeasedUntil is { } until ? state._leased.Remove((until, item.Arrival)) : state._leased,
                _acknowledged = recent,
                _acknowledgedInOrder = order,
                AcknowledgedCount = state.AcknowledgedCount + 1,
            };
        }

        return state;
    }
}
