namespace Orleans.Runtime;

/// <summary>The timers of one activation.</summary>
internal sealed class ActivationTimers(Activation activation) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<GrainTimer> _timers = [];
    private bool _closed;

    /// <summary>Starts a timer.</summary>
    public IGrainTimer Register<TState>(
        Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(activation, token => callback(state, token), options);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, activation);
            _timers.Add(timer);
        }

        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    /// <summary>Forgets a timer.</summary>
    public void Remove(GrainTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    /// <summary>Stops all timers and cancels the callbacks that run.</summary>
    public void Dispose()
    {
        foreach (var timer in Close()) timer.Dispose();
    }

    /// <summary>Stops all timers without a word to the callbacks that run.</summary>
    public void Abandon()
    {
        foreach (var timer in Close()) timer.Abandon();
    }

    private GrainTimer[] Close()
    {
        lock (_gate)
        {
            _closed = true;
            return [.. _timers];
        }
    }
}
