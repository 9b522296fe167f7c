using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Tests.Delivery;

/// <summary>A message as its conversation has it.</summary>
/// <param name="Message">What was sent.</param>
/// <param name="Conversation">Where.</param>
/// <param name="Boxes">The mailboxes it belongs in.</param>
internal sealed record SentMessage(MessageSent Message, ConversationId Conversation, IReadOnlySet<string> Boxes);

/// <summary>One hand-out.</summary>
/// <param name="Until">When it ends.</param>
/// <param name="By">The member of a group that has it.</param>
/// <param name="Epoch">Its incarnation.</param>
/// <param name="Position">Where the journal says so.</param>
internal sealed record HandOut(DateTimeOffset Until, AgentId? By, long? Epoch, long Position)
{
    public bool Answered { get; set; }
}

/// <summary>A message in one mailbox.</summary>
/// <param name="id">The message.</param>
/// <param name="conversation">Where it was sent.</param>
/// <param name="reference">What the mailbox was told of it.</param>
internal sealed class Copy(MessageId id, ConversationId conversation, MessageReference reference)
{
    public MessageId Id => id;

    public ConversationId Conversation => conversation;

    public long Sequence => reference.Sequence;

    public Priority Priority => reference.Priority;

    public int MaxRetries => reference.MaxRetries ?? MessageReference.DefaultMaxRetries;

    public DateTimeOffset? ExpiresAt { get; set; } = reference.ExpiresAt;

    public DateTimeOffset QueuedAt { get; set; }

    public long Arrival { get; set; }

    /// <summary>The hand-outs since it came in or was requeued.</summary>
    public List<HandOut> HandOuts { get; } = [];

    /// <summary>Those before it was requeued.</summary>
    public List<HandOut> Earlier { get; } = [];

    /// <summary>Until when it is not handed out; over when it lies in the past.</summary>
    public DateTimeOffset? Held { get; set; } = reference.NotBefore;

    /// <summary>Whether <see cref="Held"/> is a lease, not a delay.</summary>
    public bool IsLease { get; set; }

    public DeliveryStatus? End { get; set; }

    public int Attempts => HandOuts.Count;

    /// <summary>How many events told of it.</summary>
    public int Changes { get; set; }

    /// <summary>Whether it was requeued: then it is as if it had come in anew, behind later ones of its conversation.</summary>
    public bool Requeued { get; set; }

    public bool IsDead => End is DeliveryStatus.DeadLettered or DeliveryStatus.Failed;

    public bool IsExhausted => Attempts > MaxRetries;

    public (long Rank, long Arrival) Place => (QueuedAt.ToUnixTimeMilliseconds() - ((int)Priority * 60_000), Arrival);

    public bool IsHeld(DateTimeOffset at) => Held > at;

    public bool IsLeased(DateTimeOffset at) => IsLease && Held > at;

    public bool IsOver(DateTimeOffset at) => ExpiresAt <= at && !IsLeased(at);

    public bool IsReady(DateTimeOffset at) => End is null && !IsHeld(at) && !IsExhausted && !IsOver(at);

    public override string ToString() =>
        $"{id} ({conversation} {Sequence}, {Priority}, attempt {Attempts} of {MaxRetries + 1}, held {Held:O} {IsLease}, expires {ExpiresAt:O}, {End})";
}

/// <summary>A request that waits for its answer.</summary>
/// <param name="Deadline">Until when.</param>
internal sealed record OpenRequest(DateTimeOffset Deadline)
{
    public ResponseStatus Status { get; set; } = ResponseStatus.Pending;
}

/// <summary>A mailbox as its rows say, written down naively.</summary>
internal sealed class Box
{
    public long Epoch { get; set; }

    public Dictionary<MessageId, Copy> Copies { get; } = [];

    public Dictionary<ConversationId, long> Last { get; } = [];

    public Dictionary<MessageId, OpenRequest> Requests { get; } = [];

    public long Arrivals { get; set; }

    public DateTimeOffset LastArrivalAt { get; set; }

    public IReadOnlyList<Copy> Ready(DateTimeOffset at) =>
        [.. Copies.Values.Where(copy => copy.IsReady(at)).OrderBy(copy => copy.Place)];

    public MailboxSummary Summarize(DateTimeOffset at)
    {
        Copy[] open = [.. Copies.Values.Where(copy => copy.End is null)];
        int leased = open.Count(copy => copy.IsLeased(at));
        return new(
            open.Length - leased,
            leased,
            Copies.Values.Count(copy => copy.End == DeliveryStatus.Acknowledged),
            Copies.Values.Count(copy => copy.IsDead),
            OldestQueuedAt: null);
    }
}
