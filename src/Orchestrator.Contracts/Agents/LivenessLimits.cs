namespace Orchestrator.Contracts.Agents;

/// <summary>How long an agent may be silent or do nothing before that is said of it.</summary>
public sealed record LivenessLimits
{
    /// <summary>Without a heartbeat for longer than this, it is offline.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Without work and without progress for this long, it is idle.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>With work in hand and without progress for this long, it is stalled.</summary>
    public TimeSpan StalledAfter { get; init; } = TimeSpan.FromMinutes(10);
}
