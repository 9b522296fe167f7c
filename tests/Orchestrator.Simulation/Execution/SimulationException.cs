namespace Orchestrator.Simulation.Execution;

/// <summary>What must always be so is not, or the simulation can't go on.</summary>
internal sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
