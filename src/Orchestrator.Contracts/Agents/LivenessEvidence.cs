namespace Orchestrator.Contracts.Agents;

/// <summary>What is known of an agent that <see cref="LivenessRule"/> judges by.</summary>
public sealed record LivenessEvidence
{
    /// <summary>Whether it is expected to send heartbeats: it began to, and neither signed off nor was set offline.</summary>
    public required bool Watched { get; init; }

    /// <summary>When its present incarnation registered; nothing older counts against it.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>
    /// Since when the host listens, which is when it started: silence before that is the host's own. Null when it does not
    /// matter.
    /// </summary>
    public DateTimeOffset? ListeningSince { get; init; }

    /// <summary>When it was last heard of.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>
    /// When it last made progress: sent or acknowledged a message, reported metrics, changed its status or its current task.
    /// </summary>
    public DateTimeOffset? LastProgress { get; init; }

    /// <summary>
    /// Since when it holds the oldest of the work in its hands; null when it holds none. A message that was handed out to it
    /// is in its hands until it is acknowledged, given back or ended: that its lease ran out does not take it away, because
    /// it comes back to the same agent.
    /// </summary>
    public DateTimeOffset? HoldsSince { get; init; }

    /// <summary>
    /// Since when it makes no progress, when that was noted before. Such a stall lasts until there is progress; that the host
    /// was down meanwhile does not end it.
    /// </summary>
    public DateTimeOffset? StalledSince { get; init; }
}
