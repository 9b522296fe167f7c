namespace Orchestrator.Simulation.Execution;

/// <summary>Runs the code of clients and stores, as steps of a simulation.</summary>
/// <param name="simulation">The simulation.</param>
internal sealed class SimulationTaskScheduler(SimulatedExecution simulation) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    public void Run(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task) => simulation.Add(new(StepKind.Task, task, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task>? GetScheduledTasks() => null;
}
