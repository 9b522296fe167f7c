using System.Collections.Immutable;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// The messages acknowledged last: <see cref="MailboxState.Remembered"/> at least, if there were as many, and twice as many at most.
/// They are forgotten all together by generations, which costs a busy mailbox less than one by one.
/// </summary>
internal sealed class AcknowledgedMessages
{
    private readonly Generation _older;
    private readonly Generation _newer;

    private AcknowledgedMessages(Generation older, Generation newer) => (_older, _newer) = (older, newer);

    /// <summary>None.</summary>
    public static AcknowledgedMessages None { get; } = new(Generation.Empty, Generation.Empty);

    /// <summary>How many there are.</summary>
    public int Count => _older.Members.Count + _newer.Members.Count;

    /// <summary>All, oldest first.</summary>
    public IEnumerable<MessageId> InOrder => _older.NewestFirst.Reverse().Concat(_newer.NewestFirst.Reverse());

    /// <summary>Those that a snapshot has, as they were when it was taken.</summary>
    public static AcknowledgedMessages Of(IReadOnlyCollection<MessageId> inOrder)
    {
        int older = inOrder.Count > MailboxState.Remembered ? MailboxState.Remembered : 0;
        return new(Generation.Of(inOrder.Take(older)), Generation.Of(inOrder.Skip(older)));
    }

    /// <summary>Whether a message is among them.</summary>
    public bool Contains(MessageId id) => _newer.Members.Contains(id) || _older.Members.Contains(id);

    /// <summary>One more.</summary>
    public AcknowledgedMessages Add(MessageId id) => _newer.Members.Count < MailboxState.Remembered
        ? new(_older, _newer.Add(id))
        : new(_newer, Generation.Empty.Add(id));

    private sealed record Generation(ImmutableHashSet<MessageId> Members, ImmutableStack<MessageId> NewestFirst)
    {
        public static Generation Empty { get; } = new([], []);

        public static Generation Of(IEnumerable<MessageId> inOrder) => inOrder.Aggregate(Empty, (all, id) => all.Add(id));

        public Generation Add(MessageId id) => new(Members.Add(id), NewestFirst.Push(id));
    }
}
