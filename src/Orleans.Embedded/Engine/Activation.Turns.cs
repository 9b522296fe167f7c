namespace Orleans.Runtime;

/// <content>The turn loop.</content>
internal sealed partial class Activation : IThreadPoolWorkItem
{
    // So many turns, then other activations get the thread.
    private const int TurnsPerRun = 256;

    private static readonly ExecutionContext CleanContext = CaptureCleanContext();

    private readonly Queue<Task> _turns = new();
    private bool _scheduled;

    /// <summary>Queues a continuation of the activation's code.</summary>
    public void QueueTurn(Task task)
    {
        lock (_gate)
        {
            _turns.Enqueue(task);
            if (!TrySchedule()) return;
        }

        QueueRun(preferLocal: true);
    }

    /// <summary>Runs turns on a thread of the pool.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        // The loop itself is a task of the activation's scheduler, so that all code under it sees that scheduler.
        var before = RuntimeContext.Exchange(this);
        var loop = new Task(static state => ((Activation)state!).RunTurns(), this, CancellationToken.None);
        loop.RunSynchronously(_scheduler);
        RuntimeContext.Exchange(before);
        if (loop.Exception is not { } exception) return;

        // Nothing that the loop runs may throw; if it does, the activation must not stand still.
        ActivationLog.LoopFailed(Silo.Log, this, exception);
        QueueRun(preferLocal: false);
    }

    private static ExecutionContext CaptureCleanContext()
    {
        ExecutionContext? clean = null;
        var thread = new Thread(() => clean = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return clean!;
    }

    // A turn and a request alternate, so that neither can starve the other.
    private void RunTurns()
    {
        var limit = Silo.Cluster.Control?.TurnsPerRun ?? TurnsPerRun;
        for (var i = 0; i < limit; i++)
        {
            Task? turn;
            GrainRequest? request;
            lock (_gate)
            {
                _turns.TryDequeue(out turn);
                request = TakeAdmissible();
                if (turn is null && request is null)
                {
                    _scheduled = false;
                    return;
                }
            }

            if (turn is not null) _scheduler.Run(turn);
            if (request is not null) RunRequest(request);
        }

        QueueRun(preferLocal: false);
    }

    private void QueueRun(bool preferLocal)
    {
        if (Silo.Cluster.Control is { } control)
            control.Queue(this);
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal);
    }

    private bool TrySchedule()
    {
        if (_scheduled) return false;
        _scheduled = true;
        return true;
    }
}
