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
        CheckCaller(command.Epoch);
        return Has(command.MessageId) || State.Groups.IsEmpty
            ? await ReturnAsync(command, by: null)
            : await ViaGroupAsync(command.MessageId, group => group.ReturnTaken(Id, command));
    }

    /// <inheritdoc/>
    public async Task<Committed<DeliveryView>> Fail(FailMessage command)
    {
        command.Validate();
        CheckCaller(command.Epoch);
        return Has(command.MessageId) || State.Groups.IsEmpty
            ? await FailAsync(command, by: null)
            : await ViaGroupAsync(command.MessageId, group => group.FailTaken(Id, command));
    }

    /// <inheritdoc/>
    public async Task<Committed<DeliveryView>> Requeue(MessageId messageId)
    {
        if (State.Find(messageId) is { HeldUntil: null, Attempts: 0 }) return await SameAsync(messageId, DeliveryStatus.Queued);
        if (!State.DeadLetters.ContainsKey(messageId))
            throw new NotFoundException("message", $"{messageId} among the dead letters of {this.GetPrimaryKeyString()}");
        int first = OpenEvents;
        Raise(new MessagesRequeued { At = Now(), Messages = [messageId] });
        Moved();
        return await CommitAsync(new DeliveryView(messageId, DeliveryStatus.Queued), first);
    }

    private async Task<Committed<DeliveryView>> ReturnAsync(ReturnMessage command, AgentId? by)
    {
        DateTimeOffset now = Now();
        if (State.DeadLetters.TryGetValue(command.MessageId, out DeadLetter? dead))
            return await SameAsync(command.MessageId, dead.Status);
        MailboxItem item = State.Advance(now).Find(command.MessageId) ?? throw Missing(command.MessageId);
        if (item.ReturnsAt is not null) return await SameAsync(item.Id, DeliveryStatus.Queued);
        CheckHolder(item, by, command.Epoch);
        if (item.IsExhausted)
        {
            string reason = command.Reason is null ? "given back" : $"given back: {command.Reason}";
            return await BuryAsync(item, new MessagesDeadLettered { At = now, Messages = [item.Id], Reason = reason });
        }

        if (item.LeasedUntil is null)
            throw new ConflictException($"message {item.Id} is queued; only one that is leased is given back");
        TimeSpan delay = command.Delay ?? RetryDelay.After(item.Attempts, Random.NextDouble());
        var returned = new MessagesReturned
        {
            At = now,
            Messages = [item.Id],
            Until = now + TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)),
            Reason = command.Reason,
        };
        int first = OpenEvents;
        Raise(returned);
        Finished(item.Id);
        ServeWaiting(); // with no delay, someone may wait for it
        WatchClock();
        return await CommitAsync(new DeliveryView(item.Id, DeliveryStatus.Queued), first);
    }

    private async Task<Committed<DeliveryView>> FailAsync(FailMessage command, AgentId? by)
    {
        if (State.DeadLetters.TryGetValue(command.MessageId, out DeadLetter? dead))
            return await SameAsync(command.MessageId, dead.Status);
        MailboxItem item = State.Advance(Now()).Find(command.MessageId) ?? throw Missing(command.MessageId);
        CheckHolder(item, by, command.Epoch);
        return await BuryAsync(item, new MessagesFailed { At = Now(), Messages = [item.Id], Reason = command.Reason });
    }

    private async Task<Committed<DeliveryView>> BuryAsync(MailboxItem item, MailboxEvent end)
    {
        _contents.Forget(item.Id);
        DeliveryStatus status = end is MessagesFailed ? DeliveryStatus.Failed : DeliveryStatus.DeadLettered;
        LogDeadLetter(Logger, this.GetPrimaryKeyString(), item.Id.Value, item.Attempts);
        int first = OpenEvents;
        Raise(end);
        Finished(item.Id);
        return await CommitAsync(new DeliveryView(item.Id, status), first);
    }

    [LoggerMessage(LogLevel.Warning, "Mailbox {Agent}: message {Message} is a dead letter after {Attempts} attempts")]
    private static partial void LogDeadLetter(ILogger logger, string agent, string message, int attempts);
}
