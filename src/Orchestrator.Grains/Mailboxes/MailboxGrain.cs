using System.Diagnostics.CodeAnalysis;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Delivery;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Mailboxes;

/// <inheritdoc cref="IMailboxGrain"/>
[Reentrant]
[SuppressMessage("Design", "CA1001", Justification = "An activation ends with OnDeactivateAsync, which disposes it.")]
public sealed partial class MailboxGrain(EventSourcingServices services, IEnumerable<IDeliveryMethod> methods)
    : EventSourcedGrain<MailboxState, MailboxEvent>(services, "mailbox"), IMailboxGrain, ISharedMailboxGrain, IRemindable
{
    private AgentId? _id;
    private bool? _isShared;

    // The agent, or for a mailbox that a group shares the group's conversation.
    private AgentId Id => _id ??= AgentId.Parse(this.GetPrimaryKeyString());

    private bool IsShared => _isShared ??= AgentGroup.IsReserved(Id.Value);

    /// <inheritdoc/>
    public async Task Deliver(DeliverMessages command)
    {
        command.Validate();
        long last = State.LastSequences.GetValueOrDefault(command.ConversationId);
        int first = OpenEvents;
        bool isKept = HearsOfEdits(command.ConversationId);
        List<MessageReference> queued = new(command.Messages.Count);
        for (int i = 0; i < command.Messages.Count; i++)
        {
            MessageView message = command.Messages[i];
            if (message.Sequence <= last)
            {
                _contents.Refresh(message);
                continue;
            }

            last = message.Sequence;
            if (IsOwnRequest(message)) OpenRequest(message);
            if (message.From == Id && !IsForMe(message)) continue;
            DateTimeOffset? notBefore = Answer(message);
            queued.Add(new(
                message.Id, message.Sequence, message.Priority, message.CreatedAt, message.MaxRetries, message.ExpiresAt,
                message.DeliveryMethod, notBefore));
            if (isKept) _contents.Keep(message);
        }

        if (queued.Count > 0)
            Raise(new MessagesQueued { At = Now(), ConversationId = command.ConversationId, Messages = queued });
        if (OpenEvents > first) Moved();

        // Also without news: what it has may still be on its way to the disk.
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    public Task<long> GetLastSequence(ConversationId conversationId) =>
        Task.FromResult(Durable.LastSequences.GetValueOrDefault(conversationId));

    /// <inheritdoc/>
    public Task<Committed<DeliveryView>> Acknowledge(AcknowledgeMessage command)
    {
        command.Validate();
        CheckCaller(command.Epoch);
        if (Has(command.MessageId) || State.Groups.IsEmpty) return AcknowledgeAsync(command.MessageId, by: null);
        if (InTransaction)
        {
            throw new ConflictException(
                $"message {command.MessageId} is not in the mailbox of {Id} itself; one that a group shares is not acknowledged in a transaction");
        }

        return ViaGroupAsync(command.MessageId, group => group.AcknowledgeTaken(Id, command));
    }

    /// <inheritdoc/>
    public Task<MailboxSummary> GetSummary() => Task.FromResult(Durable.Summarize(Now()));

    private Task<Committed<DeliveryView>> AcknowledgeAsync(MessageId messageId, AgentId? by, long? epoch = null)
    {
        if (State.WasAcknowledged(messageId)) return SameAsync(messageId, DeliveryStatus.Acknowledged);

        // A receiver that was late, but done: better than a dead letter.
        MailboxItem item = State.Advance(Now()).Find(messageId)
            ?? State.DeadLetters.GetValueOrDefault(messageId)?.Item
            ?? throw Missing(messageId);
        CheckHolder(item, by, epoch);
        _contents.Forget(messageId);
        GrainTelemetry.DeliveryTime.Record((Now() - item.SentAt).TotalSeconds);
        int first = OpenEvents;
        Raise(new MessagesAcknowledged { At = Now(), Messages = [messageId], By = by });
        Finished(messageId);
        return CommitAsync(new DeliveryView(messageId, DeliveryStatus.Acknowledged), first);
    }

    // Everything that may have to be done after something came in or became free.
    private void Moved()
    {
        ServeWaiting();
        StartBringing();
        WatchClock();
    }

    private bool IsForMe(MessageView message) => message.To switch
    {
        null => message.From != Id,
        { Group: null } named => named.Names(Id),
        { AnyOf: true } => IsShared,
        _ => message.From != Id,
    };

    private bool Has(MessageId id) =>
        State.WasAcknowledged(id) || State.Find(id) is not null || State.DeadLetters.ContainsKey(id);

    private async Task<Committed<DeliveryView>> SameAsync(MessageId messageId, DeliveryStatus status) =>
        new(new(messageId, status), await CommitAsync());

    private NotFoundException Missing(MessageId messageId) =>
        new("message", $"{messageId} in the inbox of {this.GetPrimaryKeyString()}");
}
