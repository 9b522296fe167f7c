using Orchestrator.Crash.Lab.Faults;

namespace Orchestrator.Crash.Lab;

/// <summary>What happens to one host process.</summary>
internal sealed record LifePlan
{
    /// <summary>How many operations agents send before it ends: a number, so that a slow machine does no less.</summary>
    public required int Work { get; init; }

    /// <summary>How it ends.</summary>
    public required LifeEnd End { get; init; }

    /// <summary>How long after its start, or after SIGTERM, it is killed where it is killed then.</summary>
    public required TimeSpan EndAfter { get; init; }

    /// <summary>Whether the power is cut when it has ended.</summary>
    public required bool CutsPower { get; init; }

    /// <summary>What is done to it, in order of time.</summary>
    public required IReadOnlyList<PlannedFault> Faults { get; init; }
}
