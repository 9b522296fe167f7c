namespace Orleans.Runtime;

/// <summary>Runs stages: starts them in order, each stage's observers at once, and stops them in reverse order.</summary>
internal class LifecycleSubject : ILifecycleObservable
{
    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];
    private int? _started;

    /// <summary>Gets the highest stage that completed its start.</summary>
    public int HighestCompletedStage { get; private set; } = int.MinValue;

    /// <summary>Gets the lowest stage that stopped.</summary>
    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    /// <summary>Whether nobody subscribed.</summary>
    public bool IsEmpty => _subscriptions.Count == 0;

    /// <inheritdoc/>
    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        var subscription = new Subscription(this, observerName, stage, observer);
        lock (_gate)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Starts all stages; the first failure ends it and is thrown.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stage in Stages())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _started = stage.Key;
            await Task.WhenAll(stage.Select(one => one.Observer.OnStart(cancellationToken)));
            HighestCompletedStage = stage.Key;
        }
    }

    /// <summary>Stops all stages that started; failures are handed to the callback and do not end it.</summary>
    public async Task StopAsync(Action<string, Exception> onFailure, CancellationToken cancellationToken)
    {
        foreach (var stage in Stages().Reverse().Where(stage => stage.Key <= _started))
        {
            await Task.WhenAll(stage.Select(one => StopOneAsync(one, onFailure, cancellationToken)));
            LowestStoppedStage = stage.Key;
        }

        _started = null;
    }

    private static async Task StopOneAsync(
        Subscription one, Action<string, Exception> onFailure, CancellationToken cancellationToken)
    {
        try
        {
            await one.Observer.OnStop(cancellationToken);
        }
        catch (Exception exception)
        {
            // One component that cannot stop must not keep the others from stopping.
            onFailure(one.Name, exception);
        }
    }

    private IGrouping<int, Subscription>[] Stages()
    {
        lock (_gate)
        {
            return [.. _subscriptions.GroupBy(one => one.Stage).OrderBy(stage => stage.Key)];
        }
    }

    private sealed record Subscription(LifecycleSubject Owner, string Name, int Stage, ILifecycleObserver Observer)
        : IDisposable
    {
        public void Dispose()
        {
            lock (Owner._gate)
            {
                Owner._subscriptions.RemoveAll(one => ReferenceEquals(one, this));
            }
        }
    }
}

/// <summary>The stages of a silo's life.</summary>
internal sealed class SiloLifecycle : LifecycleSubject, ISiloLifecycle;

/// <summary>The stages of a client's life.</summary>
internal sealed class ClientLifecycle : LifecycleSubject, IClusterClientLifecycle;

/// <summary>The stages of an activation's life.</summary>
internal sealed class GrainLifecycle : LifecycleSubject, IGrainLifecycle;
