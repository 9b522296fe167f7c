using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Simulation.Execution;

/// <summary>
/// Runs everything that can run on one thread, one step after the other, in an order that the <see cref="Decisions"/> choose.
/// Time moves when nothing can run, and sometimes before, as for a process that is slow.
/// </summary>
/// <param name="decisions">Choose.</param>
/// <param name="strategy">How they choose the next step.</param>
/// <param name="pool">What would have gone to the thread pool.</param>
/// <param name="trace">Keeps what happened.</param>
internal sealed class SimulatedExecution(Decisions decisions, IStrategy strategy, ThreadPoolCapture pool, Trace trace) : ControlledExecution
{
    private static readonly ExecutionContext Clean = CaptureClean();

    private readonly List<Step> _steps = [];
    private readonly List<Step> _taken = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private SimulationTaskScheduler? _tasks;
    private volatile string? _escape;
    private int _jumps;

    /// <summary>The clock.</summary>
    public SimulatedTime Time { get; } = new();

    /// <summary>Runs the code of clients.</summary>
    public SimulationTaskScheduler Tasks => _tasks ??= new(this);

    /// <summary>How many steps were made.</summary>
    public long Count { get; private set; }

    /// <summary>After about how many steps time moves although something can run; 0 for never.</summary>
    public int JumpEvery { get; set; }

    public override int TurnsPerRun => 1;

    public override void Queue(IThreadPoolWorkItem activation) => Add(new(StepKind.Turn, activation, activation));

    public override int ChooseSilo(int silos) => decisions.Next(silos);

    /// <summary>Has an action run as a step of its own.</summary>
    public void Queue(object owner, Action action) => Add(new(StepKind.Effect, owner, action));

    /// <summary>Starts code of a client; what it awaits goes on as steps.</summary>
    public Task Start(Func<Task> code) => Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, Tasks).Unwrap();

    public void Add(Step step)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            _steps.Add(step);
            return;
        }

        _escape ??= Environment.StackTrace;
    }

    /// <summary>Makes steps until something is so.</summary>
    /// <exception cref="SimulationException">It did not become so, or something ran outside of the simulation.</exception>
    public void RunUntil(Func<bool> isSo, TimeSpan longest, long mostSteps)
    {
        TimeSpan end = Time.Elapsed + longest;
        long last = Count + mostSteps;
        while (!isSo())
        {
            if (!TryStep()) throw new SimulationException("everything waits, and no timer is left to end that");
            if (_escape is { } stack) throw new SimulationException($"something ran outside of the simulation:\n{stack}");
            if (Time.Elapsed > end) throw new SimulationException($"did not end within {longest} of simulated time");
            if (Count > last) throw new SimulationException($"did not end within {mostSteps} steps");
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a timer's callback throws is a failure like any.")]
    private bool TryStep()
    {
        Collect();
        Count++;
        if (_steps.Count == 0 || (_jumps < 40 && decisions.OnceIn(JumpEvery)))
        {
            if (_steps.Count > 0) _jumps++;
            try
            {
                if (!Time.FireNext(decisions)) return _steps.Count > 0;
            }
            catch (Exception error) when (error is not SimulationException)
            {
                throw new SimulationException("a timer's callback threw", error);
            }

            trace.Fired(Time.Elapsed);
        }
        else
        {
            int chosen = decisions.Next(_steps.Count, strategy, _steps);
            Step step = _steps[chosen];
            trace.Chosen(chosen, _steps.Count, step);
            _steps.RemoveAt(chosen);
            Run(step);
        }

        if (!ReferenceEquals(ExecutionContext.Capture(), Clean)) ExecutionContext.Restore(Clean);
        return true;
    }

    private void Run(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Turn:
                ((IThreadPoolWorkItem)step.Item).Execute();
                break;
            case StepKind.Task:
                Tasks.Run((Task)step.Item);
                break;
            case StepKind.Pool:
                pool.Run(step.Item);
                break;
            case StepKind.Effect:
                ((Action)step.Item)();
                break;
            default:
                throw new InvalidOperationException($"no step is a {step.Kind}");
        }
    }

    // The queue gives the newest first.
    private void Collect()
    {
        while (pool.TryTake() is { } item) _taken.Add(new(StepKind.Pool, item, item));
        if (_taken.Count == 0) return;
        _taken.Reverse();
        _steps.AddRange(_taken);
        _taken.Clear();
    }

    private static ExecutionContext CaptureClean()
    {
        ExecutionContext? clean = null;
        var thread = new Thread(() => clean = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return clean!;
    }
}
