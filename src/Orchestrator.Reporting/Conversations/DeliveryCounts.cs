namespace Orchestrator.Reporting.Conversations;

/// <summary>What a batch adds to a message that is in the table: what became of its deliveries.</summary>
internal sealed class DeliveryCounts
{
    public int Acknowledged { get; set; }

    public int Retries { get; set; }

    public DateTimeOffset? AcknowledgedAt { get; set; }

    public int Failed { get; set; }

    public string? FailureReason { get; set; }
}
