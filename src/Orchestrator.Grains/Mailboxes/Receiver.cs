using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>What a waiting receiver got: leased from the mailbox itself, or drawn from a group.</summary>
/// <param name="Own">From the mailbox, on their way to the disk.</param>
/// <param name="Drawn">From groups, on disk.</param>
/// <param name="Committed">Ends when <paramref name="Own"/> is on disk, or was given up.</param>
internal sealed record Served(IReadOnlyList<MailboxItem> Own, IReadOnlyList<InboxItem> Drawn, Task<long> Committed)
{
    public static Served Nothing { get; } = new([], [], Task.FromResult(0L));
}

/// <summary>Someone who waits for messages.</summary>
internal interface IWaiting
{
    /// <summary>What it wants now.</summary>
    ReceiveMessages Want(DateTimeOffset now);

    /// <summary>Gives it what was drawn from a group for it.</summary>
    /// <returns>Whether it was still there.</returns>
    bool Take(IReadOnlyList<InboxItem> drawn);
}

/// <summary>A call that waits for a first message.</summary>
/// <param name="command">What it wants.</param>
internal sealed class Receiver(ReceiveMessages command) : IWaiting
{
    public ReceiveMessages Command => command;

    public TaskCompletionSource<Served> Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReceiveMessages Want(DateTimeOffset now) => command;

    public bool Take(IReadOnlyList<InboxItem> drawn) => Served.TrySetResult(Grains.Mailboxes.Served.Nothing with { Drawn = drawn });
}

/// <summary>A client to which messages are pushed, as many at a time as it wants.</summary>
/// <param name="command">What it wants.</param>
/// <param name="observer">The client.</param>
/// <param name="push">Pushes what was drawn for it.</param>
internal sealed class Subscription(
    SubscribeToMailbox command, IMailboxObserver observer, Action<Subscription, IReadOnlyList<InboxItem>> push) : IWaiting
{
    private readonly Dictionary<MessageId, DateTimeOffset> _inFlight = [];

    public SubscribeToMailbox Command => command;

    public IMailboxObserver Observer => observer;

    /// <summary>When it ends unless it is renewed.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>The pushes on their way.</summary>
    public Task Pushing { get; set; } = Task.CompletedTask;

    /// <summary>How many more messages it takes.</summary>
    public int Room(DateTimeOffset now)
    {
        foreach ((MessageId id, DateTimeOffset until) in _inFlight.ToArray())
        {
            if (until <= now) _inFlight.Remove(id);
        }

        return Until <= now ? 0 : command.MaxInFlight - _inFlight.Count;
    }

    /// <summary>Notes what is pushed.</summary>
    public void Pushed(IEnumerable<(MessageId Id, DateTimeOffset Until)> items)
    {
        foreach ((MessageId id, DateTimeOffset until) in items) _inFlight[id] = until;
    }

    /// <summary>A message is done or given back.</summary>
    public void Finished(MessageId id) => _inFlight.Remove(id);

    public ReceiveMessages Want(DateTimeOffset now) =>
        new() { Max = Math.Max(1, Room(now)), Lease = command.Lease, Epoch = command.Epoch };

    public bool Take(IReadOnlyList<InboxItem> drawn)
    {
        Pushed(drawn.Select(item => (item.MessageId, item.LeaseExpiresAt)));
        push(this, drawn);
        return true;
    }
}
