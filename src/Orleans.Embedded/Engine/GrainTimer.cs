namespace Orleans.Runtime;

/// <summary>
/// A timer of an activation. A tick is a request in the activation's own queue; the next one is due when the
/// callback has ended and the period has passed.
/// </summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _firing;
    private bool _changed;

    /// <summary>Makes a timer that is not yet due.</summary>
    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        Interleave = options.Interleave;
        KeepAlive = options.KeepAlive;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Silo.Time.CreateTimer(
                static state => ((GrainTimer)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether its ticks run together with anything.</summary>
    public bool Interleave { get; }

    /// <summary>Whether its ticks keep the activation from being idle.</summary>
    public bool KeepAlive { get; }

    /// <inheritdoc/>
    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        lock (_gate)
        {
            _dueTime = dueTime;
            _period = period;
            _changed = true;
            if (!_firing && !_disposed.IsCancellationRequested) _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _disposed.Cancel();
        Abandon();
    }

    /// <summary>Stops without a word to a callback that runs.</summary>
    public void Abandon()
    {
        _timer.Dispose();
        _activation.Timers.Remove(this);
    }

    /// <summary>Runs the callback, in a turn.</summary>
    public async Task TickAsync()
    {
        if (_disposed.IsCancellationRequested) return;
        lock (_gate)
        {
            _changed = false;
        }

        try
        {
            await _callback(_disposed.Token);
        }
        catch (Exception exception)
        {
            // The next tick may do better.
            ActivationLog.TimerFailed(_activation.Silo.Log, _activation, exception);
        }
        finally
        {
            OnTickCompleted();
        }
    }

    private static void Check(TimeSpan time, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((long)time.TotalMilliseconds, -1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)time.TotalMilliseconds, uint.MaxValue - 1, name);
    }

    private void OnDue()
    {
        lock (_gate)
        {
            if (_firing || _disposed.IsCancellationRequested) return;

            // A change from now on takes effect after the tick.
            _firing = true;
        }

        _activation.TryEnqueue(new TimerTick(this) { TargetId = _activation.GrainId });
    }

    private void OnTickCompleted()
    {
        lock (_gate)
        {
            _firing = false;
            if (!_disposed.IsCancellationRequested)
                _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
        }
    }
}
