namespace Orchestrator.Simulation.Execution;

/// <summary>
/// Probabilistic concurrency testing (Burckhardt and others, ASPLOS 2010): each owner of steps has a priority by chance, the
/// highest runs as long as it can, and at a few points the running one falls to the bottom. It finds what needs one side to be
/// very late, which a random walk hardly does.
/// </summary>
/// <param name="seed">Where it begins.</param>
/// <param name="everySteps">About how many steps there are between the falls.</param>
internal sealed class PriorityStrategy(ulong seed, int everySteps) : IStrategy
{
    private readonly Dictionary<object, long> _priorities = new(ReferenceEqualityComparer.Instance);
    private SplitMix _numbers = new(seed);
    private long _lowest;

    public int Choose(List<Step> steps)
    {
        int best = 0;
        long highest = long.MinValue;
        for (int i = 0; i < steps.Count; i++)
        {
            if (!_priorities.TryGetValue(steps[i].Owner, out long priority))
                _priorities.Add(steps[i].Owner, priority = (long)(_numbers.Next() >> 2));
            if (priority > highest) (best, highest) = (i, priority);
        }

        if (_numbers.Below(everySteps) == 0) _priorities[steps[best].Owner] = --_lowest;
        return best;
    }
}
