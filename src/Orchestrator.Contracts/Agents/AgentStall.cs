using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Agents;

/// <summary>The evidence that an agent is stalled.</summary>
[Immutable]
public sealed record AgentStall
{
    /// <summary>How many references to what it holds are named at most.</summary>
    public const int MostHolds = 20;

    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>The incarnation that was looked at.</summary>
    public required long Epoch { get; init; }

    /// <summary>Since when it makes no progress (<see cref="LivenessRule.QuietSince"/>).</summary>
    public required DateTimeOffset Since { get; init; }

    /// <inheritdoc cref="AgentView.LastHeartbeat"/>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <inheritdoc cref="LivenessEvidence.LastProgress"/>
    public DateTimeOffset? LastProgress { get; init; }

    /// <inheritdoc cref="AgentView.Holds"/>
    public IReadOnlyList<string> Holds { get; init; } = [];

    /// <inheritdoc cref="AgentView.HoldsCount"/>
    public required long HoldsCount { get; init; }
}
