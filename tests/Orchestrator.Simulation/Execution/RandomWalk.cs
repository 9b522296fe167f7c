namespace Orchestrator.Simulation.Execution;

/// <summary>Any step, each as likely as the others.</summary>
/// <param name="seed">Where it begins.</param>
internal sealed class RandomWalk(ulong seed) : IStrategy
{
    private SplitMix _numbers = new(seed);

    public int Choose(List<Step> steps) => _numbers.Below(steps.Count);
}
