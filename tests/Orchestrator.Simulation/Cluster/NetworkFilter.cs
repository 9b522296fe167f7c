using Orchestrator.Simulation.Execution;

namespace Orchestrator.Simulation.Cluster;

/// <summary>
/// A network between callers and grains: a call and its answer arrive some steps after they were sent, so calls overtake each
/// other. Where it loses one, the caller is told after the response timeout, as Orleans does.
/// </summary>
/// <param name="execution">Has the steps.</param>
/// <param name="decisions">Say what is lost.</param>
/// <param name="losesOnceIn">How often; 0 for never.</param>
internal sealed class NetworkFilter(SimulatedExecution execution, Decisions decisions, int losesOnceIn) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);
    private int _left = 4;

    /// <summary>Nothing is lost from here on.</summary>
    public void Calm() => _left = 0;

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (Loses())
        {
            await Task.Delay(ResponseTimeout, execution.Time, CancellationToken.None);
            throw new TimeoutException($"simulated: the call of {context.TargetId} was lost");
        }

        await HopAsync(context.TargetId);
        await context.Invoke();
        if (Loses())
        {
            await Task.Delay(ResponseTimeout, execution.Time, CancellationToken.None);
            throw new TimeoutException($"simulated: the answer of {context.TargetId} was lost");
        }

        await HopAsync(context.TargetId);
    }

    private bool Loses()
    {
        if (_left == 0 || !decisions.OnceIn(losesOnceIn)) return false;
        _left--;
        return true;
    }

    private Task HopAsync(GrainId target)
    {
        var hop = new Hop(target);
        execution.Queue(hop, hop.Arrived.SetResult);
        return hop.Arrived.Task;
    }

    private sealed class Hop(GrainId target)
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override string ToString() => $"network: a call of {target}";
    }
}
