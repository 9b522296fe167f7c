using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>Says what became of deliveries. A mailbox's key is its agent's id.</summary>
internal sealed class MailboxProjection(DeliveryWrites deliveries, MessageWrites messages) : IProjection<MailboxEvent>
{
    public void Apply(MailboxEvent change, EventContext context)
    {
        switch (change)
        {
            case MessagesQueued queued:
                for (int i = 0; i < queued.Messages.Count; i++)
                    deliveries.Queue(queued.Messages[i].Id.Value, context.Key, queued.At, queued.Messages[i].NotBefore);
                break;
            case MessagesLeased leased:
                foreach (MessageId message in leased.Messages)
                    deliveries.Lease(message.Value, context.Key, leased);
                break;
            case MessagesAcknowledged acknowledged:
                foreach (MessageId message in acknowledged.Messages)
                    deliveries.Acknowledge(message.Value, context.Key, acknowledged.By?.Value, acknowledged.At);
                break;
            case MessagesReturned returned:
                foreach (MessageId message in returned.Messages)
                    deliveries.Return(message.Value, context.Key, returned.Reason, returned.Until);
                break;
            case MessagesReleased released:
                foreach (MessageId message in released.Messages)
                    deliveries.Return(message.Value, context.Key, released.Reason, returnsAt: null);
                break;
            case CoordinatesChecked looked:
                deliveries.CheckCoordinates(looked.MessageId.Value, context.Key, looked.Validation);
                break;
            case RequestOpened opened:
                messages.OpenRequest(opened.MessageId.Value, opened.At);
                break;
            case RequestAnswered answered:
                messages.Answer(answered.MessageId.Value, answered.At, asRequest: true);
                break;
            case DeadlineExceeded late:
                foreach (MessageId message in late.Messages) messages.ExceedDeadline(message.Value, late.At);
                break;
            case MessagesFailed failed:
                End(failed.Messages, DeliveryStatus.Failed, failed.Reason, change.At);
                break;
            case MessagesDeadLettered dead:
                End(dead.Messages, DeliveryStatus.DeadLettered, dead.Reason, change.At);
                break;
            case MessagesExpired expired:
                End(expired.Messages, DeliveryStatus.Expired, "its time was over", change.At);
                break;
            case MessagesRequeued requeued:
                foreach (MessageId message in requeued.Messages)
                    deliveries.Requeue(message.Value, context.Key);
                break;
        }

        void End(IReadOnlyList<MessageId> messages, DeliveryStatus status, string reason, DateTimeOffset at)
        {
            foreach (MessageId message in messages)
                deliveries.End(message.Value, context.Key, status, reason, at);
        }
    }
}
