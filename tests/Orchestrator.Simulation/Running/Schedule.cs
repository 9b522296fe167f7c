using Orchestrator.Contracts.Identifiers;
using Orchestrator.Simulation.Cluster;
using Orchestrator.Simulation.Execution;
using Orchestrator.Simulation.Workloads;

namespace Orchestrator.Simulation.Running;

/// <summary>Runs one schedule of a workload.</summary>
/// <param name="kind">The workload.</param>
/// <param name="bugs">Bugs that are built in.</param>
internal sealed class Schedule(WorkloadKind kind, Bugs bugs = Bugs.None)
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
        long steps = 0;
        using (var pool = new ThreadPoolCapture())
        {
            Topology topology = decisions.Of<Topology>([.. kind.Topologies]);
            var world = new World(decisions, pool, trace, bugs) { IsShared = topology != Topology.Embedded };
            trace.Note($"{kind.Name} on {topology}");
            try
            {
                Workload workload = kind.Make(world);
                world.Start(() => workload.RunAsync(topology));
                world.Run();
            }
            catch (SimulationException failure)
            {
                error = failure;
            }
            finally
            {
                steps = world.Execution.Count;
                IdentifierText.UseRandom(null);
            }
        }

        return new(decisions.Seed, error, trace, decisions.Made, steps);
    }
}
