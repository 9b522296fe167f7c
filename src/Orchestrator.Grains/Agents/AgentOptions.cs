using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Grains.Agents;

/// <summary>When an agent counts as gone.</summary>
public sealed record AgentOptions
{
    /// <summary>An agent without a heartbeat for this long goes offline: 1 minute to 1 day, 5 minutes by default (S0).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "Agents:OfflineAfter must be 00:01:00 to 1.00:00:00")]
    public TimeSpan OfflineAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Heartbeats that say nothing new are journaled at most this often: 1 s to 5 minutes, 1 minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Agents:HeartbeatInterval must be 00:00:01 to 00:05:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMinutes(1);
}
