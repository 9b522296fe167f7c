using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Reporting.Agents;

/// <summary>Which agents to list; what is null does not matter.</summary>
public sealed record AgentFilter
{
    /// <summary>The agent's type.</summary>
    public string? Type { get; init; }

    /// <summary>What it says it does.</summary>
    public AgentStatus? Status { get; init; }

    /// <summary>What the host makes of its heartbeats and its progress.</summary>
    public AgentLiveness? Liveness { get; init; }

    /// <summary>Its team.</summary>
    public string? Team { get; init; }

    /// <summary>The department it belongs to.</summary>
    public string? Department { get; init; }

    /// <summary>The session it works in.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>A part of its name, in any case.</summary>
    public string? Name { get; init; }
}
