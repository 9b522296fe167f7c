using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// What the events of a mailbox say. That a lease ran out is no event: it is true as soon as the clock says so
/// (<see cref="Advance"/>), and every event tells its time.
/// </summary>
public sealed partial record MailboxState : IEventSourced<MailboxState, MailboxEvent>
{
    /// <summary>How many acknowledged messages are remembered at least, so that an acknowledgement may be repeated.</summary>
    public const int Remembered = 1_000;

    private ImmutableDictionary<MessageId, MailboxItem> _items = ImmutableDictionary<MessageId, MailboxItem>.Empty;

    // What may be handed out, in the order in which it will be.
    private ImmutableSortedDictionary<(long Rank, long Arrival), MessageId> _queued =
        ImmutableSortedDictionary<(long, long), MessageId>.Empty;

    // The same for what the host brings; only the agent's endpoints and the message's method tell which.
    private ImmutableSortedDictionary<(long Rank, long Arrival), MessageId> _outgoing =
        ImmutableSortedDictionary<(long, long), MessageId>.Empty;

    // In a receiver's hands, or given back for later.
    private ImmutableSortedDictionary<(DateTimeOffset Until, long Arrival), MessageId> _held =
        ImmutableSortedDictionary<(DateTimeOffset, long), MessageId>.Empty;

    private ImmutableSortedDictionary<(DateTimeOffset At, long Arrival), MessageId> _expiring =
        ImmutableSortedDictionary<(DateTimeOffset, long), MessageId>.Empty;

    // Their last lease ran out; the grain makes dead letters of them.
    private ImmutableSortedSet<MessageId> _exhausted = ImmutableSortedSet.Create<MessageId>(ById);

    private ImmutableDictionary<MessageId, MailboxRequest> _requests = ImmutableDictionary<MessageId, MailboxRequest>.Empty;

    // The requests that wait for answers.
    private ImmutableSortedSet<(DateTimeOffset Deadline, string Id)> _due = [];

    private AcknowledgedMessages _acknowledged = AcknowledgedMessages.None;

    /// <summary>All that is to be delivered.</summary>
    public IReadOnlyCollection<MailboxItem> Items
    {
        get => [.. _items.Values];
        init
        {
            _items = value.ToImmutableDictionary(item => item.Id);
            (_queued, _outgoing) = Sort(value);
            _held = value.Where(item => item.HeldUntil is not null)
                .ToImmutableSortedDictionary(item => (item.HeldUntil!.Value, item.Arrival), item => item.Id);
            _expiring = value.Where(item => item.ExpiresAt is not null)
                .ToImmutableSortedDictionary(item => (item.ExpiresAt!.Value, item.Arrival), item => item.Id);
            _exhausted = value.Where(item => item.HeldUntil is null && item.IsExhausted)
                .Select(item => item.Id).ToImmutableSortedSet(ById);
        }
    }

    /// <summary>What waits for someone to requeue it.</summary>
    public ImmutableDictionary<MessageId, DeadLetter> DeadLetters { get; init; } =
        ImmutableDictionary<MessageId, DeadLetter>.Empty;

    /// <summary>The highest number of each conversation that came in.</summary>
    public ImmutableDictionary<ConversationId, long> LastSequences { get; init; } =
        ImmutableDictionary<ConversationId, long>.Empty;

    /// <summary>The messages acknowledged last, oldest first.</summary>
    public IReadOnlyCollection<MessageId> RecentlyAcknowledged
    {
        get => [.. _acknowledged.InOrder];
        init => _acknowledged = AcknowledgedMessages.Of(value);
    }

    /// <summary>The agent's present incarnation; 0 before it registered.</summary>
    public long Epoch { get; init; }

    /// <summary>The groups whose work the agent shares.</summary>
    public ImmutableArray<AgentGroup> Groups { get; init; } = [];

    /// <summary>Where messages are brought to the agent.</summary>
    public DeliveryEndpoints? Endpoints
    {
        get;
        init
        {
            bool sorted = field?.Method == value?.Method;
            field = value;
            if (!sorted) (_queued, _outgoing) = Sort(_items.Values);
        }
    }

    /// <summary>Messages of the agent's own that want or wanted an answer by a deadline.</summary>
    public ImmutableDictionary<MessageId, MailboxRequest> Requests
    {
        get => _requests;
        init
        {
            _requests = value;
            _due = value.Values.Where(request => request.Status == ResponseStatus.Pending)
                .Select(request => (request.Deadline, request.MessageId.Value)).ToImmutableSortedSet();
        }
    }

    /// <summary>Those of them that got an answer or ran out, oldest first.</summary>
    public ImmutableQueue<MessageId> ClosedRequests { get; init; } = [];

    /// <summary>How many <see cref="ClosedRequests"/> there are.</summary>
    public int ClosedCount { get; init; }

    /// <summary>How many messages came in so far.</summary>
    public long Arrivals { get; init; }

    /// <summary>When the last one did; it does not go back with the clock.</summary>
    public DateTimeOffset LastArrivalAt { get; init; }

    /// <summary>How many messages were acknowledged so far.</summary>
    public long AcknowledgedCount { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public int Weight => _items.Count + LastSequences.Count + _acknowledged.Count + DeadLetters.Count + Requests.Count;

    /// <summary>When the next answer is due; null when none is waited for.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextDeadline => _due.IsEmpty ? null : _due[0].Deadline;

    private static Comparer<MessageId> ById { get; } =
        Comparer<MessageId>.Create((one, other) => string.CompareOrdinal(one.Value, other.Value));

    /// <summary>A message that is to be delivered.</summary>
    public MailboxItem? Find(MessageId id) => _items.GetValueOrDefault(id);

    /// <summary>Whether a message was acknowledged, as far as it is remembered.</summary>
    public bool WasAcknowledged(MessageId id) => _acknowledged.Contains(id);

    /// <summary>
    /// The state at a time: leases and delays that are over by then hold nothing any more. What comes back takes its old
    /// place among the others.
    /// </summary>
    public MailboxState Advance(DateTimeOffset now)
    {
        MailboxState state = this;
        foreach (((DateTimeOffset until, long arrival), MessageId id) in _held)
        {
            if (until > now) break;
            state = state.Free(_items[id]);
        }

        return state;
    }

    /// <summary>
    /// When the clock next changes something after a time: a lease or a delay ends, a message expires, an answer is due.
    /// What was over before stays in the lists until the next event, and changes nothing any more.
    /// </summary>
    public DateTimeOffset? NextChange(DateTimeOffset after)
    {
        DateTimeOffset? next = NextDeadline;
        foreach (((DateTimeOffset until, _), _) in _held)
        {
            if (until <= after) continue;
            if (!(until >= next)) next = until;
            break;
        }

        foreach (((DateTimeOffset at, _), _) in _expiring)
        {
            if (at <= after) continue;
            if (!(at >= next)) next = at;
            break;
        }

        return next;
    }

    /// <summary>The messages that may be handed out: most urgent first, then in order of arrival.</summary>
    public IReadOnlyList<MailboxItem> Ready(int max)
    {
        List<MailboxItem> ready = [];
        foreach ((_, MessageId id) in _queued)
        {
            if (ready.Count == max) break;
            ready.Add(_items[id]);
        }

        return ready;
    }

    /// <summary>The next message that the host brings; null when none is due.</summary>
    public MailboxItem? NextOutgoing()
    {
        foreach ((_, MessageId id) in _outgoing) return _items[id];
        return null;
    }

    /// <summary>How a message reaches the agent.</summary>
    public DeliveryMethod MethodOf(MailboxItem item) => item.Method ?? Endpoints?.Method ?? DeliveryMethod.Inbox;

    /// <summary>The messages that an agent's incarnations, up to one, have taken and not finished.</summary>
    /// <param name="upToEpoch">What a later incarnation took is left out.</param>
    /// <param name="by">Only what this member of a group took; null for all.</param>
    public IReadOnlyList<MessageId> Taken(long upToEpoch, AgentId? by) =>
    [
        .. _held.Values.Where(id => _items[id] is { LeasedUntil: not null } item
            && !(item.Epoch > upToEpoch) && (by is null || item.By == by) && !IsOutgoing(item)),
    ];

    /// <summary>The requests whose deadlines are over.</summary>
    public IReadOnlyList<MessageId> Unanswered(DateTimeOffset now) =>
        [.. _due.TakeWhile(due => due.Deadline <= now).Select(due => MessageId.Parse(due.Id))];

    /// <summary>The messages that the host is bringing, or was when it died.</summary>
    public IReadOnlyList<MessageId> Abandoned() =>
        [.. _held.Values.Where(id => _items[id] is { LeasedUntil: not null } item && IsOutgoing(item))];

    /// <summary>The messages that are to be dead letters.</summary>
    public IReadOnlyList<MessageId> Exhausted() => _exhausted.IsEmpty ? [] : [.. _exhausted];

    /// <summary>The messages whose time is over and that are in nobody's hands.</summary>
    public IReadOnlyList<MessageId> Expired(DateTimeOffset now)
    {
        List<MessageId>? expired = null;
        foreach (((DateTimeOffset at, _), MessageId id) in _expiring)
        {
            if (at > now) break;
            if (_items[id].LeasedUntil is null) (expired ??= []).Add(id);
        }

        return expired ?? [];
    }

    /// <summary>The mailbox in numbers at a time.</summary>
    public MailboxSummary Summarize(DateTimeOffset now)
    {
        int leased = _held.Count(held => held.Key.Until > now && _items[held.Value].LeasedUntil is not null);
        return new(
            _items.Count - leased, leased, AcknowledgedCount, DeadLetters.Count, _items.IsEmpty ? null : _items.Values.Min(i => i.SentAt));
    }
}
