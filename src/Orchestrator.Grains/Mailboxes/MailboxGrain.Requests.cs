using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// What the mailbox's agent asked others. An answer may come in any conversation, but it comes here; so here it is known
/// whether one came in time. A reminder looks after deadlines while the mailbox sleeps.
/// </summary>
public sealed partial class MailboxGrain
{
    private const string DeadlineReminder = "deadline";

    // Reminders are for what a timer of the activation can't see: they need not be exact.
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly Dictionary<MessageId, TaskCompletionSource> _awaited = [];
    private DateTimeOffset _remindedAt = DateTimeOffset.MaxValue;
    private Task _reminding = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ResponseView> WaitForResponse(
        MessageId messageId, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        Check.Range(wait, "wait", TimeSpan.Zero, ReceiveMessages.MaxWait);
        long start = Time.GetTimestamp();
        while (true)
        {
            if (Durable.Requests.GetValueOrDefault(messageId) is { Status: not ResponseStatus.Pending } closed)
                return await ViewAsync(closed);
            TimeSpan left = wait - Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || MakesWay) return new(messageId, ResponseStatus.Pending, Response: null);
            if (!_awaited.TryGetValue(messageId, out TaskCompletionSource? change))
                _awaited[messageId] = change = new(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                await change.Task.WaitAsync(left, Time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Looked at once more, above.
            }
        }
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await Tend();
        await RemindAsync();
    }

    /// <inheritdoc/>
    protected override void OnCommitted()
    {
        if (_awaited.Count == 0) return;
        foreach ((MessageId id, TaskCompletionSource change) in _awaited.ToArray())
        {
            if (Durable.Requests.GetValueOrDefault(id) is not { Status: not ResponseStatus.Pending }) continue;
            _awaited.Remove(id);
            change.TrySetResult();
        }
    }

    private bool IsOwnRequest(MessageView message) => message.From == Id && message.ResponseDeadline is not null;

    private void OpenRequest(MessageView message)
    {
        Raise(new RequestOpened
        {
            At = Now(),
            MessageId = message.Id,
            ConversationId = message.ConversationId,
            Sequence = message.Sequence,
            To = message.To,
            Deadline = message.ResponseDeadline!.Value,
            Ask = message.Ask,
        });
        if (_reminding.IsCompleted && message.ResponseDeadline < _remindedAt) _reminding = RemindAsync();
    }

    // An answer that was sent in time, by who was asked, closes its request; the result is until when it is the call's that waits for it.
    private DateTimeOffset? Answer(MessageView message)
    {
        DateTimeOffset now = Now();
        if (message.ResponseTo is not { } asked
            || State.Requests.GetValueOrDefault(asked) is not { Status: ResponseStatus.Pending } request
            || request.Deadline <= message.CreatedAt
            || !request.Asks(message.From))
            return null;
        Raise(new RequestAnswered
        {
            At = now,
            MessageId = asked,
            ResponseId = message.Id,
            ConversationId = message.ConversationId,
            Sequence = message.Sequence,
        });
        return request.Ask && request.Deadline > now ? request.Deadline : null;
    }

    private void EndRequests(DateTimeOffset now)
    {
        if (State.Unanswered(now) is { Count: > 0 } late) Raise(new DeadlineExceeded { At = now, Messages = late });
    }

    private async Task<ResponseView> ViewAsync(MailboxRequest request)
    {
        if (request.ResponseIn is not { } conversation) return new(request.MessageId, request.Status, Response: null);
        IReadOnlyList<MessageView> found = await GrainFactory.GetGrain<IConversationGrain>(conversation.Value)
            .GetMessages(request.ResponseSequence, 1);
        return new(request.MessageId, request.Status, found[0]);
    }

    // One reminder for all, kept until nothing waits any more when it comes: asking often does not write often. It is for
    // the time after this activation, so its end does not call the change off.
    private async Task RemindAsync()
    {
        try
        {
            if (State.NextDeadline is { } next)
            {
                DateTimeOffset now = Now();
                TimeSpan due = next - now > ReminderPeriod ? next - now : ReminderPeriod;
                if (now + due >= _remindedAt && _remindedAt > now) return;
                _remindedAt = now + due;
                await this.RegisterOrUpdateReminder(DeadlineReminder, due, ReminderPeriod, CancellationToken.None);
            }
            else if (await this.GetReminder(DeadlineReminder, CancellationToken.None) is { } reminder)
            {
                _remindedAt = DateTimeOffset.MaxValue;
                await this.UnregisterReminder(reminder, CancellationToken.None);
            }
        }
        catch (Exception error)
        {
            // The timer and the host's sweep watch too; the next request tries again.
            _remindedAt = DateTimeOffset.MaxValue;
            LogReminderFailed(Logger, error, Id.Value);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Mailbox {Agent}: the reminder of deadlines could not be changed")]
    private static partial void LogReminderFailed(ILogger logger, Exception error, string agent);
}
