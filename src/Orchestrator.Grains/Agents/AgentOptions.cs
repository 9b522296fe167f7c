using System.ComponentModel.DataAnnotations;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Grains.Agents;

/// <summary>When an agent counts as gone, as idle and as stalled.</summary>
public sealed record AgentOptions
{
    /// <summary>An agent without a heartbeat for this long goes offline: 1 minute to 1 day, 5 minutes by default (S0).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "Agents:OfflineAfter must be 00:01:00 to 1.00:00:00")]
    public TimeSpan OfflineAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Heartbeats that say nothing new are journaled at most this often: 1 s to 5 minutes, 1 minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Agents:HeartbeatInterval must be 00:00:01 to 00:05:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>An agent that holds no work and made no progress for this long is idle: 1 minute to 1 day, 5 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "Agents:IdleAfter must be 00:01:00 to 1.00:00:00")]
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>An agent that holds work and made no progress for this long is stalled: 1 minute to 7 days, 10 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00", ErrorMessage = "Agents:StalledAfter must be 00:01:00 to 7.00:00:00")]
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The limits for what is known from the tables, where a heartbeat may be missing that was not worth a row in the journal.
    /// </summary>
    public LivenessLimits ToLimits() => new()
    {
        OfflineAfter = OfflineAfter + HeartbeatInterval,
        IdleAfter = IdleAfter,
        StalledAfter = StalledAfter,
    };
}
