using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Agents;

/// <summary>In what a registered agent works and what it can do, as it told last; the budgets of the former are its own, too.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Department">Its department: an id or a name.</param>
/// <param name="Capabilities">What it can do: which tasks it takes that require something.</param>
[Immutable]
public sealed record AgentWorkplace(SessionId? SessionId, string? Department, IReadOnlyList<string>? Capabilities);
