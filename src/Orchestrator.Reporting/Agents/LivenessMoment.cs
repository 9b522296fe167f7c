using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>What agents are judged by at a time.</summary>
/// <param name="Now">The time, in whole milliseconds.</param>
/// <param name="ListeningSince">Since when the host listens, in whole milliseconds.</param>
/// <param name="Limits">How long is too long.</param>
internal sealed record LivenessMoment(DateTimeOffset Now, DateTimeOffset ListeningSince, LivenessLimits Limits)
{
    // LivenessRule in SQL; a test holds the two together. {0}: listening since; {1}, {2}, {3}: the times before which an
    // agent must have been heard of, or not have moved, to be offline, idle and stalled.
    private const string QuietSince =
        "max(registered_at, coalesce(last_progress, ''), CASE WHEN stalled_since IS NULL THEN {0} ELSE '' END)";

    private static readonly string Word =
        $$"""
        CASE
            WHEN status IN ('inactive', 'offline') OR last_heartbeat IS NULL OR max(last_heartbeat, {0}) < {1} THEN 'offline'
            WHEN {{WorkInHand.SinceSql("agents.id")}} IS NULL
                THEN CASE WHEN {{QuietSince}} <= {2} THEN 'idle' ELSE 'alive' END
            WHEN max({{QuietSince}}, {{WorkInHand.SinceSql("agents.id")}}) <= {3} THEN 'stalled'
            ELSE 'alive'
        END
        """;

    /// <summary>Judges.</summary>
    public AgentLiveness Judge(LivenessEvidence evidence) => LivenessRule.Judge(evidence, Limits, Now);

    /// <summary>Adds that an agent is judged as one of these.</summary>
    public Conditions AddTo(Conditions conditions, params ReadOnlySpan<AgentLiveness> any)
    {
        List<string> words = [];
        foreach (AgentLiveness liveness in any) words.Add($"'{Words<AgentLiveness>.Of(liveness)}'");
        return conditions.AddMany(
            $"{Word} IN ({string.Join(", ", words)})",
            TimeText.Of(ListeningSince),
            TimeText.Of(Now - Limits.OfflineAfter),
            TimeText.Of(Now - Limits.IdleAfter),
            TimeText.Of(Now - Limits.StalledAfter));
    }
}
