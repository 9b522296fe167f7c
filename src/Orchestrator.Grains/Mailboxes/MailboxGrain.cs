using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Mailboxes;

/// <inheritdoc cref="IMailboxGrain"/>
[Reentrant]
public sealed partial class MailboxGrain(EventSourcingServices services)
    : EventSourcedGrain<MailboxState, MailboxEvent>(services, "mailbox"), IMailboxGrain
{
    /// <inheritdoc/>
    public async Task Deliver(DeliverMessages command)
    {
        command.Validate();
        long last = State.LastSequences.GetValueOrDefault(command.ConversationId);
        List<MessageReference> news = [];
        foreach (MessageView message in command.Messages)
        {
            if (message.Sequence > last)
            {
                last = message.Sequence;
                news.Add(new(
                    message.Id, message.Sequence, message.Priority, message.CreatedAt, message.MaxRetries, message.ExpiresAt));
                _contents.Keep(message);
            }
            else
            {
                _contents.Refresh(message);
            }
        }

        int first = OpenEvents;
        if (news.Count > 0)
        {
            Raise(new MessagesQueued { At = Now(), ConversationId = command.ConversationId, Messages = news });
            ServeWaiting();
            WatchClock();
        }

        // Also without news: what it has may still be on its way to the disk.
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    public Task<long> GetLastSequence(ConversationId conversationId) =>
        Task.FromResult(Durable.LastSequences.GetValueOrDefault(conversationId));

    /// <inheritdoc/>
    public async Task<Committed<DeliveryView>> Acknowledge(MessageId messageId)
    {
        if (State.WasAcknowledged(messageId)) return await SameAsync(messageId, DeliveryStatus.Acknowledged);

        // A receiver that was late, but done: better than a dead letter.
        MailboxItem item = State.Find(messageId) ?? State.DeadLetters.GetValueOrDefault(messageId)?.Item ?? throw Missing(messageId);
        _contents.Forget(messageId);
        GrainTelemetry.DeliveryTime.Record((Now() - item.SentAt).TotalSeconds);
        return await CommitAsync(
            new MessagesAcknowledged { At = Now(), Messages = [messageId] },
            _ => new DeliveryView(messageId, DeliveryStatus.Acknowledged));
    }

    /// <inheritdoc/>
    public Task<MailboxSummary> GetSummary() => Task.FromResult(Durable.Summarize(Now()));

    private async Task<Committed<DeliveryView>> SameAsync(MessageId messageId, DeliveryStatus status) =>
        new(new(messageId, status), await CommitAsync());

    private NotFoundException Missing(MessageId messageId) =>
        new("message", $"{messageId} in the inbox of {this.GetPrimaryKeyString()}");
}
