using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Reporting.Agents;

/// <summary>One incarnation of an agent.</summary>
/// <param name="Id">The agent.</param>
/// <param name="Epoch">Which incarnation it is, from 1.</param>
public readonly record struct AgentIncarnation(AgentId Id, long Epoch);
