using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// Acting on the clock: leases and delays that end, messages that expire, deadlines. An active mailbox has a timer; one
/// that sleeps is woken by the host's sweep, and by a reminder where an answer is due.
/// </summary>
public sealed partial class MailboxGrain
{
    // What the clock had changed in this state by this time was seen to: there is nothing to wait for but what comes later.
    private (MailboxState? State, DateTimeOffset At) _tended;

    /// <inheritdoc/>
    public async Task Tend()
    {
        int first = OpenEvents;
        EndByClock(Now());
        Moved();

        // Also without news: what another call ended may still be on its way to the disk.
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        EndWaits();
        await EndSubscriptionsAsync(cancellationToken);
        await StopBringingAsync(cancellationToken);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void OnMakingWay() => EndWaits();

    /// <inheritdoc/>
    protected override Task OnClockAsync() => Tend();

    // Who waited in vain asks again.
    private void EndWaits()
    {
        foreach (Receiver receiver in _receivers) receiver.Served.TrySetResult(Served.Nothing);
        _receivers.Clear();
        foreach (TaskCompletionSource change in _awaited.Values) change.TrySetResult();
        _awaited.Clear();
    }

    // While the mailbox is active it acts when the clock changes something.
    private void WatchClock() =>
        WatchClock(State.NextChange(ReferenceEquals(State, _tended.State) ? _tended.At : DateTimeOffset.MinValue));

    // What is over at a time, and that nobody is told of by a receiver. The result is the state as it is then.
    private MailboxState EndByClock(DateTimeOffset now, string exhaustedBecause = "its last lease ran out")
    {
        EndRequests(now);
        MailboxState state = State.Advance(now);
        if (state.Expired(now) is { Count: > 0 } expired)
        {
            foreach (MessageId id in expired) _contents.Forget(id);
            Raise(new MessagesExpired { At = now, Messages = expired });
            state = State;
        }

        if (state.Exhausted() is { Count: > 0 } exhausted)
        {
            foreach (MessageId id in exhausted)
            {
                _contents.Forget(id);
                LogDeadLetter(Logger, this.GetPrimaryKeyString(), id.Value, State.Find(id)!.Attempts);
            }

            Raise(new MessagesDeadLettered { At = now, Messages = exhausted, Reason = exhaustedBecause });
            state = State;
        }

        _tended = (State, now);
        return state;
    }
}
