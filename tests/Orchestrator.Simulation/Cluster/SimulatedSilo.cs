using Orchestrator.Simulation.Storage;

namespace Orchestrator.Simulation.Cluster;

/// <summary>A silo and what it has of the journal.</summary>
/// <param name="Silo">The engine's silo.</param>
/// <param name="Journal">Its journal.</param>
/// <param name="Cluster">Where it is.</param>
/// <param name="Number">Tells it apart in traces.</param>
internal sealed record SimulatedSilo(Silo Silo, SimulatedJournal Journal, GrainCluster Cluster, int Number);
