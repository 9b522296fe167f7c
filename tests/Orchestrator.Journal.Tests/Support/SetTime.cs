namespace Orchestrator.Journal.Tests;

/// <summary>Time that goes on when the test says so, and a clock that can be set beside it. Timers are the system's.</summary>
internal sealed class SetTime : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _clock = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _clock;
    }

    public override long GetTimestamp()
    {
        lock (_gate) return _elapsed.Ticks;
    }

    /// <summary>Sets the clock ahead, or back.</summary>
    public void SetClock(TimeSpan ahead)
    {
        lock (_gate) _clock += ahead;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        lock (_gate)
        {
            _elapsed += time;
            _clock += time;
        }
    }
}
