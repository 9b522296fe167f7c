using Orchestrator.Simulation.Cluster;
using Orchestrator.Simulation.Execution;

namespace Orchestrator.Simulation.Workloads;

/// <summary>Who believes to hold what alone: since the answer that said so, until the lease it named, or until its holder gave it up.</summary>
/// <param name="world">Has the clock.</param>
/// <param name="overlap">Whether holding the one excludes holding the other.</param>
internal sealed class Beliefs(World world, Func<string, string, bool> overlap)
{
    private readonly List<(string Holder, string What, DateTimeOffset Until)> _held = [];

    /// <summary>A holder was told that it has something.</summary>
    /// <exception cref="SimulationException">Another believes so too.</exception>
    public void Begin(string holder, string what, DateTimeOffset until)
    {
        DateTimeOffset now = world.Time.GetUtcNow();
        if (until <= now) return; // an answer that came too late
        _held.RemoveAll(one => one.Until <= now);
        foreach ((string other, string otherWhat, DateTimeOffset otherUntil) in _held)
        {
            if (other != holder && overlap(what, otherWhat))
                throw new SimulationException($"{holder} has {what} while {other} has {otherWhat} until {otherUntil:HH:mm:ss.fff}; it is {now:HH:mm:ss.fff}");
        }

        _held.Add((holder, what, until));
    }

    /// <summary>A holder gives something up, from before it says so.</summary>
    public void End(string holder, string what) => _held.RemoveAll(one => one.Holder == holder && one.What == what);

    /// <summary>A holder gives up everything.</summary>
    public void End(string holder) => _held.RemoveAll(one => one.Holder == holder);
}
