using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Reporting.Access;

/// <summary>Which tokens to list; what is null does not matter.</summary>
public sealed record TokenFilter
{
    /// <summary>What they may do.</summary>
    public AccessRole? Role { get; init; }

    /// <summary>The agent they act as.</summary>
    public AgentId? Agent { get; init; }

    /// <summary>Whether they were revoked.</summary>
    public bool? Revoked { get; init; }
}
