namespace Orchestrator.Reporting.Agents;

/// <summary>What one batch adds to the totals of what one agent sent to another.</summary>
internal sealed class AgentPairChange
{
    public long Messages { get; private set; }

    public long Acknowledged { get; set; }

    public long Failed { get; set; }

    public long DeliveryMs { get; set; }

    public DateTimeOffset? LastMessageAt { get; private set; }

    public void Send(DateTimeOffset at)
    {
        Messages++;
        if (!(at < LastMessageAt)) LastMessageAt = at;
    }
}
