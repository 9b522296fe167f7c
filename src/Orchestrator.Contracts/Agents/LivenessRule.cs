namespace Orchestrator.Contracts.Agents;

/// <summary>
/// Tells an agent that works from one that only beats. The reporting tables say the same in SQL, for the filter of lists.
/// </summary>
public static class LivenessRule
{
    /// <summary>
    /// Judges. Offline: not watched, or no heartbeat for longer than allowed. Else, with work in hand: stalled when it made
    /// no progress, nor took the work, for so long. Else, without work: idle when it made no progress for so long. Else alive.
    /// </summary>
    /// <param name="evidence">What is known.</param>
    /// <param name="limits">How long is too long.</param>
    /// <param name="now">The time.</param>
    public static AgentLiveness Judge(LivenessEvidence evidence, LivenessLimits limits, DateTimeOffset now)
    {
        if (!evidence.Watched
            || evidence.LastHeartbeat is not { } heartbeat
            || now - Later(heartbeat, evidence.ListeningSince) > limits.OfflineAfter)
            return AgentLiveness.Offline;
        TimeSpan quiet = now - QuietSince(evidence);
        if (evidence.HoldsSince is null) return quiet >= limits.IdleAfter ? AgentLiveness.Idle : AgentLiveness.Alive;
        return quiet >= limits.StalledAfter ? AgentLiveness.Stalled : AgentLiveness.Alive;
    }

    /// <summary>
    /// Since when it makes no progress: since the last, or since it registered, since the host listens, or since it took the
    /// work it holds, whichever is the latest.
    /// </summary>
    /// <param name="evidence">What is known.</param>
    public static DateTimeOffset QuietSince(LivenessEvidence evidence)
    {
        DateTimeOffset since = Later(Later(evidence.RegisteredAt, evidence.LastProgress), evidence.HoldsSince);
        return evidence.StalledSince is null ? Later(since, evidence.ListeningSince) : since;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
