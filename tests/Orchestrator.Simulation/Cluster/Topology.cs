namespace Orchestrator.Simulation.Cluster;

/// <summary>Where grains live.</summary>
internal enum Topology
{
    /// <summary>In one process on a journal of its own.</summary>
    Embedded,

    /// <summary>In several on one journal, that know of each other.</summary>
    Cluster,

    /// <summary>In two on one journal, each of which believes the other dead.</summary>
    Split,
}
