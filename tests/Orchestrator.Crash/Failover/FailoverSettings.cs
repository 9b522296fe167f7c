namespace Orchestrator.Crash.Failover;

/// <summary>How much of everything a failover run has.</summary>
internal sealed record FailoverSettings
{
    /// <summary>What the run is called.</summary>
    public required string Name { get; init; }

    /// <summary>How many agents send and receive.</summary>
    public int Agents { get; init; } = 100;

    /// <summary>The time between two sends of an agent.</summary>
    public TimeSpan SendEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long they send.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>What is done to the cluster meanwhile.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }
}
