using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>The ways in which a delivery ends, or begins again, without an acknowledgement.</summary>
public sealed partial class MailboxGrain
{
    /// <inheritdoc/>
    public async Task<Committed<DeliveryView>> Return(ReturnMessage command)
    {
        command.Validate();
        DateTimeOffset now = Now();
        if (State.DeadLetters.TryGetValue(command.MessageId, out DeadLetter? dead))
            return await SameAsync(command.MessageId, dead.Status);
        MailboxItem item = State.Advance(now).Find(command.MessageId) ?? throw Missing(command.MessageId);
        if (item.ReturnsAt is not null) return await SameAsync(item.Id, DeliveryStatus.Queued);
        if (item.IsExhausted)
        {
            string reason = command.Reason is null ? "given back" : $"given back: {command.Reason}";
            return await BuryAsync(item, new MessagesDeadLettered { At = now, Messages = [item.Id], Reason = reason });
        }

        if (item.LeasedUntil is null)
            throw new ConflictException($"message {item.Id} is queued; only one that is leased is given back");
        TimeSpan delay = command.Delay ?? RetryDelay.After(item.Attempts, Random.Shared.NextDouble());
        var returned = new MessagesReturned
        {
            At = now,
            Messages = [item.Id],
            Until = now + TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)),
            Reason = command.Reason,
        };
        int first = OpenEvents;
        Raise(returned);
        ServeWaiting(); // with no delay, someone may wait for it
        WatchClock();
        return await CommitAsync(new DeliveryView(item.Id, DeliveryStatus.Queued), first);
    }

    /// <inheritdoc/>
    public async Task<Committed<DeliveryView>> Fail(FailMessage command)
    {
        command.Validate();
        if (State.DeadLetters.TryGetValue(command.MessageId, out DeadLetter? dead))
            return await SameAsync(command.MessageId, dead.Status);
        MailboxItem item = State.Find(command.MessageId) ?? throw Missing(command.MessageId);
        return await BuryAsync(item, new MessagesFailed { At = Now(), Messages = [item.Id], Reason = command.Reason });
    }

    /// <inheritdoc/>
    public async Task<Committed<DeliveryView>> Requeue(MessageId messageId)
    {
        if (State.Find(messageId) is { HeldUntil: null, Attempts: 0 }) return await SameAsync(messageId, DeliveryStatus.Queued);
        if (!State.DeadLetters.ContainsKey(messageId))
            throw new NotFoundException("message", $"{messageId} among the dead letters of {this.GetPrimaryKeyString()}");
        int first = OpenEvents;
        Raise(new MessagesRequeued { At = Now(), Messages = [messageId] });
        ServeWaiting();
        return await CommitAsync(new DeliveryView(messageId, DeliveryStatus.Queued), first);
    }

    /// <inheritdoc/>
    public async Task Tend()
    {
        int first = OpenEvents;
        EndByClock(Now());
        ServeWaiting();
        WatchClock();

        // Also without news: what another call ended may still be on its way to the disk.
        await CommitAsync(first);
    }

    private async Task<Committed<DeliveryView>> BuryAsync(MailboxItem item, MailboxEvent end)
    {
        _contents.Forget(item.Id);
        DeliveryStatus status = end is MessagesFailed ? DeliveryStatus.Failed : DeliveryStatus.DeadLettered;
        LogDeadLetter(Logger, this.GetPrimaryKeyString(), item.Id.Value, item.Attempts);
        return await CommitAsync(end, _ => new DeliveryView(item.Id, status));
    }

    // What is over at a time, and that nobody is told of by a receiver. The result is the state as it is then.
    private MailboxState EndByClock(DateTimeOffset now)
    {
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

            Raise(new MessagesDeadLettered { At = now, Messages = exhausted, Reason = "its last lease ran out" });
            state = State;
        }

        _tended = (State, now);
        return state;
    }

    [LoggerMessage(LogLevel.Warning, "Mailbox {Agent}: message {Message} is a dead letter after {Attempts} attempts")]
    private static partial void LogDeadLetter(ILogger logger, string agent, string message, int attempts);
}
