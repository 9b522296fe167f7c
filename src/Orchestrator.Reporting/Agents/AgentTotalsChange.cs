using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Reporting.Agents;

/// <summary>What one batch adds to an agent's totals.</summary>
internal sealed class AgentTotalsChange
{
    public long Conversations { get; set; }

    public long Sent { get; set; }

    public long Received { get; set; }

    public long Acknowledged { get; set; }

    public long Failed { get; private set; }

    public long DeadLettered { get; private set; }

    public long Expired { get; private set; }

    public long Retried { get; set; }

    public long DeliveryMs { get; set; }

    public long Responses { get; set; }

    public long ResponseMs { get; set; }

    public DateTimeOffset? LastConversationAt { get; private set; }

    public DateTimeOffset? LastProgress { get; private set; }

    public void Conversed(DateTimeOffset at)
    {
        if (!(at < LastConversationAt)) LastConversationAt = at;
    }

    /// <summary>Messages to it ended without an acknowledgement, or, below 0, did not after all.</summary>
    public void End(DeliveryStatus status, int count)
    {
        switch (status)
        {
            case DeliveryStatus.Failed:
                Failed += count;
                break;
            case DeliveryStatus.DeadLettered:
                DeadLettered += count;
                break;
            default:
                Expired += count;
                break;
        }
    }

    public void Progressed(DateTimeOffset at)
    {
        if (!(at < LastProgress)) LastProgress = at;
    }
}
