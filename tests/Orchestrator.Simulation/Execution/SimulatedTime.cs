using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Simulation.Execution;

/// <summary>A clock that moves only when the simulation says so, from one timer to the next.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly List<Timer> _waiting = [];
    private readonly List<Timer> _due = [];
    private long _now;

    /// <summary>How long the simulation has lasted, in its own time.</summary>
    public TimeSpan Elapsed => new(_now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(_now);

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to when the next timers are due and runs one of them.</summary>
    /// <returns>False if nothing waits.</returns>
    public bool FireNext(Decisions decisions)
    {
        long next = long.MaxValue;
        foreach (Timer timer in _waiting)
        {
            if (timer.Due < next)
            {
                next = timer.Due;
                _due.Clear();
            }

            if (timer.Due == next) _due.Add(timer);
        }

        if (_due.Count == 0) return false;
        Timer chosen = _due[decisions.Next(_due.Count)];
        _due.Clear();
        _now = Math.Max(_now, next);
        chosen.Fire();
        return true;
    }

    [SuppressMessage("Usage", "CA2213", Justification = "The context is the caller's; it runs only as long as the simulation.")]
    private sealed class Timer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.Capture();
        private TimeSpan _period;
        private bool _waits;

        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                if (_waits) time._waiting.Remove(this);
                _waits = false;
                return true;
            }

            Due = time._now + dueTime.Ticks;
            if (!_waits) time._waiting.Add(this);
            return _waits = true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero) Due = time._now + _period.Ticks;
            else Dispose();
            if (_context is null) callback(state);
            else ExecutionContext.Run(_context, static timer => ((Timer)timer!).Call(), this);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Call() => callback(state);
    }
}
