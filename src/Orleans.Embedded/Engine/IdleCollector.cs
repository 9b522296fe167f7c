namespace Orleans.Runtime;

/// <summary>Deactivates the activations of a silo that have been idle for long enough.</summary>
internal sealed class IdleCollector(Silo silo) : IDisposable
{
    private ITimer? _timer;

    /// <summary>Starts to look every quantum.</summary>
    public void Start()
    {
        var quantum = silo.CollectionOptions.CollectionQuantum;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = silo.Time.CreateTimer(static state => ((IdleCollector)state!).Collect(), this, quantum, quantum);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Collect()
    {
        foreach (var activation in silo.Cluster.ActivationsOn(silo)) activation.DeactivateIfIdle();
    }
}
