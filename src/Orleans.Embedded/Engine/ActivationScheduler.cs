namespace Orleans.Runtime;

/// <summary>Queues the continuations of an activation's code as turns of that activation.</summary>
internal sealed class ActivationScheduler(Activation activation) : TaskScheduler
{
    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Gets the activation.</summary>
    public Activation Activation => activation;

    /// <summary>Runs a queued task; only the activation's turn loop calls this.</summary>
    public void Run(Task task) => TryExecuteTask(task);

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => activation.QueueTurn(task);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, activation) && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task>? GetScheduledTasks() => null;
}
