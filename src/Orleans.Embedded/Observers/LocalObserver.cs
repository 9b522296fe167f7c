namespace Orleans.Runtime;

/// <summary>An object that grains call. Its calls run one at a time, in order, on threads of the pool.</summary>
internal sealed class LocalObserver(ObserverHost host, GrainReference reference, IGrainObserver target)
    : IGrainContext, IThreadPoolWorkItem
{
    private readonly WeakReference<IGrainObserver> _target = new(target);
    private readonly Queue<GrainRequest> _waiting = new();
    private bool _running;

    /// <inheritdoc/>
    public GrainReference GrainReference => reference;

    /// <inheritdoc/>
    public GrainId GrainId => reference.GrainId;

    /// <inheritdoc/>
    public object? GrainInstance => _target.TryGetTarget(out var alive) ? alive : null;

    /// <inheritdoc/>
    public ActivationId ActivationId { get; } = ActivationId.NewId();

    /// <inheritdoc/>
    public GrainAddress Address => new() { GrainId = GrainId, ActivationId = ActivationId };

    /// <inheritdoc/>
    public IServiceProvider ActivationServices => host.Services;

    /// <inheritdoc/>
    public IGrainLifecycle ObservableLifecycle => throw new NotSupportedException("Observers have no lifecycle.");

    /// <inheritdoc/>
    public Task Deactivated => Task.CompletedTask;

    /// <inheritdoc/>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) =>
        host.Remove(GrainId);

    /// <inheritdoc/>
    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>Finds the interface that a remote grain calls the object by.</summary>
    public GrainInterface? FindInterface(string name) => reference.Interface!.Name == name
        ? reference.Interface
        : reference.Interface.Type.GetInterfaces()
            .Where(one => typeof(IGrainObserver).IsAssignableFrom(one))
            .Select(GrainInterface.Of)
            .FirstOrDefault(one => one.Name == name);

    /// <summary>Takes a call.</summary>
    public void Enqueue(GrainRequest request)
    {
        if (request.IsAlwaysInterleave)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => _ = state.Observer.InvokeAsync(state.Request), (Observer: this, Request: request), preferLocal: false);
            return;
        }

        lock (_waiting)
        {
            _waiting.Enqueue(request);
            if (_running) return;
            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Runs the waiting calls.</summary>
    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        while (true)
        {
            GrainRequest? next;
            lock (_waiting)
            {
                if (!_waiting.TryDequeue(out next))
                {
                    _running = false;
                    return;
                }
            }

            await InvokeAsync(next);
        }
    }

    private async Task InvokeAsync(GrainRequest request)
    {
        if (!_target.TryGetTarget(out var alive))
        {
            ObserverLog.NoObserver(host.Log, GrainId);
            host.Remove(GrainId);
            request.TryFail(new ClientNotAvailableException(GrainId));
            return;
        }

        try
        {
            RequestContext.Import(request.Context);
            var task = host.Filters.Count > 0
                ? IncomingCall.Run(host.Filters, this, alive, request)
                : request.InvokeOn(alive);
            if (task is not null) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            request.CompleteFrom(task);
            if (request.IsOneWay && task?.Exception is { } failure) ObserverLog.Failed(host.Log, request, failure);
        }
        catch (Exception exception)
        {
            // A method that is no async one throws here.
            request.TryFail(exception);
            if (request.IsOneWay) ObserverLog.Failed(host.Log, request, exception);
        }
    }
}
