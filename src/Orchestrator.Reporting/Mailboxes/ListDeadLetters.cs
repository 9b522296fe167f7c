using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Reporting.Mailboxes;

internal static class ListDeadLetters
{
    private static readonly SortOrder Orders = new(
        "endedAt desc", "message_id", ("endedAt", "ended_at"), ("sentAt", "sent_at"), ("attempts", "attempts"));

    public static ListQuery<MessageDelivery> Query(AgentId recipient, PageRequest page) => new(
        "message_deliveries",
        "message_id, recipient", // a message may have failed for several
        DeliveryRow.Columns,
        new Conditions().Add("status IN ('failed', 'dead-lettered') AND recipient = ?", recipient.Value),
        Orders,
        page,
        DeliveryRow.Read);
}
