namespace Orleans.Runtime;

/// <content>When an activation is idle.</content>
internal sealed partial class Activation
{
    private long _keptAliveSince;
    private TimeSpan _keptAliveFor;

    /// <summary>Keeps the idle collector away.</summary>
    public void DelayDeactivation(TimeSpan time)
    {
        lock (_gate)
        {
            _keptAliveSince = Silo.Time.GetTimestamp();
            _keptAliveFor = time == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : time;
        }
    }

    /// <summary>Deactivates if nothing has run for the collection age.</summary>
    public void DeactivateIfIdle()
    {
        var age = Class.CollectionAge ?? Silo.CollectionOptions.AgeOf(Class.Type);
        lock (_gate)
        {
            if (State != ActivationState.Valid || _running.Count > 0 || _waiting.Count > 0) return;
            if (_keptAliveFor > TimeSpan.Zero && Silo.Time.GetElapsedTime(_keptAliveSince) < _keptAliveFor) return;
            if (Silo.Time.GetElapsedTime(_lastBusy) < age) return;
        }

        var text = $"Nothing has run for {Silo.Time.GetElapsedTime(_lastBusy)}; the limit is {age}.";
        Deactivate(new(DeactivationReasonCode.ActivationIdle, text), CancellationToken.None);
    }
}
