using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Agents;

/// <summary>An agent as callers see it (http-api: <c>agent</c>).</summary>
[Immutable]
public sealed record AgentView : AgentProfile
{
    /// <summary>Its id.</summary>
    public required AgentId Id { get; init; }

    /// <inheritdoc cref="RegisterAgent.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="RegisterAgent.Type"/>
    public required string Type { get; init; }

    /// <summary>What it says it does.</summary>
    public required AgentStatus Status { get; init; }

    /// <summary>What the host makes of its heartbeats and its progress; in the answer to a command, of the former alone.</summary>
    public required AgentLiveness Liveness { get; init; }

    /// <summary>Which incarnation it is, from 1.</summary>
    public required long Epoch { get; init; }

    /// <summary>When it was last heard of; from the tables, to the minute.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <inheritdoc cref="LivenessEvidence.LastProgress"/>
    /// <remarks>From the tables; absent in the answer to a command.</remarks>
    public DateTimeOffset? LastProgress { get; init; }

    /// <summary>Since when it makes no progress, if it was found stalled and has not moved since; noted once a minute.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>
    /// What it holds, such as <c>message/msg_…</c>: the oldest <see cref="AgentStall.MostHolds"/>. From the tables; absent in
    /// the answer to a command.
    /// </summary>
    public IReadOnlyList<string>? Holds { get; init; }

    /// <summary>How much it holds, beyond those that are named too; absent in the answer to a command.</summary>
    public long? HoldsCount { get; init; }

    /// <summary>The numbers of its last heartbeat that had any.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>When it first registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its present incarnation registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }
}
