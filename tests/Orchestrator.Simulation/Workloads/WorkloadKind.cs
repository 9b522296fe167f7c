using Orchestrator.Simulation.Cluster;

namespace Orchestrator.Simulation.Workloads;

/// <summary>A workload that can be run.</summary>
/// <param name="Name">Its name for the command.</param>
/// <param name="Topologies">Where its grains may live.</param>
/// <param name="Make">Makes it for a schedule.</param>
internal sealed record WorkloadKind(string Name, IReadOnlyList<Topology> Topologies, Func<World, Workload> Make);
