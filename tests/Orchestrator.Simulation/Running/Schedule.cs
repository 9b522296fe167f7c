using Orchestrator.Contracts.Identifiers;
using Orchestrator.Simulation.Cluster;
using Orchestrator.Simulation.Execution;
using Orchestrator.Simulation.Workloads;

namespace Orchestrator.Simulation.Running;

/// <summary>Runs one schedule of a workload.</summary>
/// <param name="kind">The workload.</param>
/// <param name="pool">Of the thread on which it runs.</param>
/// <param name="bugs">Bugs that are built in.</param>
internal sealed class Schedule(WorkloadKind kind, ThreadPoolCapture pool, Bugs bugs)
{
    /// <summary>Runs the schedule that a seed makes.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="inWords">Whether its trace is kept in words.</param>
    public Outcome Run(ulong seed, bool inWords = false) => Run(new Decisions(seed), inWords);

    /// <summary>Runs the schedule that a list of decisions makes.</summary>
    public Outcome Run(ulong seed, IReadOnlyList<int> given, bool inWords = false) => Run(new Decisions(seed, given), inWords);

    private Outcome Run(Decisions decisions, bool inWords)
    {
        var trace = new Trace(inWords);
        SimulationException? error = null;
        pool.Clear();
        Topology topology = decisions.Of<Topology>([.. kind.Topologies]);
        var world = new World(decisions, pool, trace, bugs) { IsShared = topology != Topology.Embedded };
        trace.Note($"{kind.Name} on {topology}");
        try
        {
            Workload workload = kind.Make(world);
            _ = world.Start(() => workload.RunAsync(topology));
            world.Run();
        }
        catch (SimulationException failure)
        {
            error = failure;
        }
        finally
        {
            IdentifierText.UseRandom(null);
        }

        return new(decisions.Seed, error, trace, decisions.Made, world.Execution.Count);
    }
}
