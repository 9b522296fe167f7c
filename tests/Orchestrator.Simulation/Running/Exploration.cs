using Orchestrator.Simulation.Cluster;
using Orchestrator.Simulation.Execution;
using Orchestrator.Simulation.Workloads;

namespace Orchestrator.Simulation.Running;

/// <summary>Runs the schedules of a range of seeds, on threads of its own, until one fails.</summary>
/// <param name="kind">The workload.</param>
/// <param name="bugs">Bugs that are built in.</param>
internal sealed class Exploration(WorkloadKind kind, Bugs bugs)
{
    private readonly Lock _lock = new();
    private long _next;
    private long _done;
    private long _steps;
    private ulong _digest;
    private Outcome? _failed;
    private Exception? _broken;

    /// <summary>How many schedules were run.</summary>
    public long Done => _done;

    /// <summary>How many steps they had together.</summary>
    public long Steps => _steps;

    /// <summary>Tells these schedules apart from any others, in whatever order they were run.</summary>
    public ulong Digest => _digest;

    /// <summary>The failed one with the lowest seed of those that were run; null if none failed.</summary>
    public Outcome? Failed => _failed;

    /// <summary>Runs them.</summary>
    /// <param name="seed">The first seed.</param>
    /// <param name="schedules">How many.</param>
    /// <param name="threads">How many at the same time.</param>
    public void Run(ulong seed, long schedules, int threads)
    {
        Thread[] running = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => Work(seed, schedules)) { IsBackground = true, Name = "simulation" })];
        foreach (Thread thread in running) thread.UnsafeStart();
        foreach (Thread thread in running) thread.Join();
        if (_broken is { } broken) throw new InvalidOperationException("the simulation itself is broken", broken);
    }

    private void Work(ulong seed, long schedules)
    {
        try
        {
            using var pool = new ThreadPoolCapture();
            var schedule = new Schedule(kind, pool, bugs);
            while (Volatile.Read(ref _failed) is null && Interlocked.Increment(ref _next) is var number && number <= schedules)
                Note(schedule.Run(seed + (ulong)(number - 1)));
        }
        catch (Exception error)
        {
            _broken = error;
        }
    }

    private void Note(Outcome outcome)
    {
        lock (_lock)
        {
            _done++;
            _steps += outcome.Steps;
            _digest ^= (outcome.Trace.Digest ^ outcome.Seed) * 0x9E3779B97F4A7C15;
            if (outcome.Error is not null && !(_failed?.Seed < outcome.Seed)) _failed = outcome;
        }
    }
}
