using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>Leasing messages, at once or when some come.</summary>
public sealed partial class MailboxGrain
{
    private static readonly TimeSpan LongestWatch = TimeSpan.FromHours(12);

    private readonly MessageContents _contents = new();
    private readonly LinkedList<Receiver> _receivers = new();
    private IGrainTimer? _clock;
    private DateTimeOffset _watchedUntil = DateTimeOffset.MaxValue;

    // What the clock had changed in this state by this time was seen to: there is nothing to wait for but what comes later.
    private (MailboxState? State, DateTimeOffset At) _tended;

    /// <inheritdoc/>
    public async Task<Committed<IReadOnlyList<InboxItem>>> Receive(
        ReceiveMessages command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        cancellationToken.ThrowIfCancellationRequested();

        // First come, first served: whoever waits already is before this one.
        IReadOnlyList<MailboxItem> leased = _receivers.Count == 0 ? Lease(command) : [];
        if (leased.Count == 0 && command.Wait > TimeSpan.Zero) leased = await WaitAsync(command, cancellationToken);
        if (leased.Count == 0) return new([], OpenEvents > 0 ? await CommitAsync() : Position); // what the clock ended
        long position = await CommitAsync(OpenEvents > 0 ? OpenEvents - 1 : 0);
        return new(await FillAsync(leased), position);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (Receiver receiver in _receivers) receiver.Served.TrySetResult([]);
        _receivers.Clear();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    private IReadOnlyList<MailboxItem> Lease(ReceiveMessages command)
    {
        DateTimeOffset now = Now();
        IReadOnlyList<MailboxItem> ready = EndByClock(now).Ready(command.Max);
        if (ready.Count == 0) return [];
        DateTimeOffset until = now + TimeSpan.FromMilliseconds(Math.Ceiling(command.Lease.TotalMilliseconds));
        MessageId[] ids = [.. ready.Select(item => item.Id)];
        Raise(new MessagesLeased { At = now, Messages = ids, Until = until });
        WatchClock();
        return [.. ids.Select(id => State.Find(id)!)];
    }

    private async Task<IReadOnlyList<MailboxItem>> WaitAsync(ReceiveMessages command, CancellationToken cancellationToken)
    {
        var receiver = new Receiver(command);
        LinkedListNode<Receiver> place = _receivers.AddLast(receiver);
        WatchClock();
        try
        {
            return await receiver.Served.Task.WaitAsync(command.Wait, Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It may have been served in the very turn in which its time ran out.
            return receiver.Served.Task.IsCompletedSuccessfully ? await receiver.Served.Task : [];
        }
        finally
        {
            if (place.List is not null) _receivers.Remove(place);
        }
    }

    private void ServeWaiting()
    {
        while (_receivers.First is { } place)
        {
            IReadOnlyList<MailboxItem> leased = Lease(place.Value.Command);
            if (leased.Count == 0) break;
            _receivers.Remove(place);
            place.Value.Served.TrySetResult(leased);
        }
    }

    // While the mailbox is active it acts when a lease or a delay ends or a message expires; one that sleeps is tended by
    // the host's sweep.
    private void WatchClock()
    {
        DateTimeOffset tendedAt = ReferenceEquals(State, _tended.State) ? _tended.At : DateTimeOffset.MinValue;
        if (State.NextChange(tendedAt) is not { } next || next >= _watchedUntil) return;
        DateTimeOffset now = Now();
        TimeSpan due = next > now ? next - now : TimeSpan.Zero;
        _watchedUntil = next;
        if (due > LongestWatch) (due, _watchedUntil) = (LongestWatch, now + LongestWatch);
        if (_clock is null)
        {
            _clock = this.RegisterGrainTimer(
                ClockAsync, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true });
        }
        else
        {
            _clock.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private Task ClockAsync(CancellationToken cancellationToken)
    {
        _watchedUntil = DateTimeOffset.MaxValue;
        return Tend();
    }

    private async Task<IReadOnlyList<InboxItem>> FillAsync(IReadOnlyList<MailboxItem> leased)
    {
        var messages = new Dictionary<MessageId, MessageView>(leased.Count);
        foreach (MailboxItem item in leased)
        {
            if (_contents.Find(item.Id) is { } message) messages[item.Id] = message;
        }

        foreach (IGrouping<ConversationId, MailboxItem> missing in leased
            .Where(item => !messages.ContainsKey(item.Id)).GroupBy(item => item.ConversationId))
            await FetchAsync(missing.Key, [.. missing.OrderBy(item => item.Sequence)], messages);

        return [.. leased.Select(item => new InboxItem(item.Id, item.Attempts, item.LeasedUntil!.Value, messages[item.Id]))];
    }

    private async Task FetchAsync(
        ConversationId conversation, IReadOnlyList<MailboxItem> missing, Dictionary<MessageId, MessageView> messages)
    {
        IConversationGrain grain = GrainFactory.GetGrain<IConversationGrain>(conversation.Value);
        for (int i = 0; i < missing.Count;)
        {
            int before = i;
            foreach (MessageView message in await grain.GetMessages(missing[i].Sequence, missing.Count - i))
            {
                if (i < missing.Count && missing[i].Id == message.Id) messages[missing[i++].Id] = message;
            }

            if (i == before)
                throw new InvalidOperationException($"message {missing[i].Id} is not in conversation {conversation}");
        }
    }

    private sealed record Receiver(ReceiveMessages Command)
    {
        public TaskCompletionSource<IReadOnlyList<MailboxItem>> Served { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
