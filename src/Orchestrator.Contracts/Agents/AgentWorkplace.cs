using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Agents;

/// <summary>In what a registered agent works, as it told last; whose budgets are its own, too.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Department">Its department: an id or a name.</param>
[Immutable]
public sealed record AgentWorkplace(SessionId? SessionId, string? Department);
