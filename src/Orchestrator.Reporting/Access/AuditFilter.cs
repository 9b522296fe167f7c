using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Reporting.Access;

/// <summary>What noted to list; what is null does not matter.</summary>
public sealed record AuditFilter
{
    /// <summary>What it is.</summary>
    public AuditKind? Kind { get; init; }

    /// <summary>The token.</summary>
    public TokenId? Token { get; init; }

    /// <summary>The agent that it was, or was to be, an act of.</summary>
    public AgentId? ActedAs { get; init; }
}
