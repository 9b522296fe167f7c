using Orchestrator.Simulation.Execution;

namespace Orchestrator.Simulation.Running;

/// <summary>How a schedule went.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Error">What was wrong; null if nothing was.</param>
/// <param name="Trace">What happened.</param>
/// <param name="Decisions">What was decided.</param>
/// <param name="Steps">How many steps it had.</param>
internal sealed record Outcome(ulong Seed, SimulationException? Error, Trace Trace, IReadOnlyList<int> Decisions, long Steps);
