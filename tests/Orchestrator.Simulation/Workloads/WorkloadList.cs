using Orchestrator.Simulation.Cluster;

namespace Orchestrator.Simulation.Workloads;

/// <summary>All workloads by name.</summary>
internal static class WorkloadList
{
    /// <summary>The workloads.</summary>
    public static IReadOnlyList<WorkloadKind> All { get; } =
    [
        new("messages", [Topology.Embedded, Topology.Cluster], static world => new MessagesWorkload(world)),
        new("groups", [Topology.Embedded, Topology.Cluster], static world => new GroupsWorkload(world)),
        new("claims", [Topology.Embedded, Topology.Cluster], static world => new ClaimsWorkload(world)),
        new("transactions", [Topology.Embedded, Topology.Cluster], static world => new TransactionsWorkload(world)),
        new("files", [Topology.Embedded, Topology.Cluster], static world => new FilesWorkload(world)),
        new("keys", [Topology.Embedded, Topology.Cluster], static world => new KeysWorkload(world)),
        new("fence", [Topology.Split], static world => new FenceWorkload(world)),
    ];

    /// <summary>Finds one; null if there is none of this name.</summary>
    public static WorkloadKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
