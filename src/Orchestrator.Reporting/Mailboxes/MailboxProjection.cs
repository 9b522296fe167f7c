using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>Says what became of deliveries. A mailbox's key is its agent's id.</summary>
internal sealed class MailboxProjection(DeliveryWrites deliveries) : IProjection<MailboxEvent>
{
    public void Apply(MailboxEvent change, EventContext context)
    {
        switch (change)
        {
            case MessagesQueued queued:
                foreach (MessageReference message in queued.Messages)
                    deliveries.Queue(message.Id.Value, context.Key, queued.At);
                break;
            case MessagesLeased leased:
                foreach (MessageId message in leased.Messages)
                    deliveries.Lease(message.Value, context.Key, leased.Until);
                break;
            case MessagesAcknowledged acknowledged:
                foreach (MessageId message in acknowledged.Messages)
                    deliveries.Acknowledge(message.Value, context.Key, acknowledged.At);
                break;
        }
    }
}
