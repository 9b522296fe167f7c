using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <content>How an activation begins and ends.</content>
internal sealed partial class Activation
{
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AsyncServiceScope? _services;
    private GrainLifecycle? _lifecycle;
    private CancellationTokenSource? _activation;
    private Exception? _failure;
    private DeactivationReason _reason;
    private CancellationToken _deactivationToken;
    private bool _wasValid;
    private bool _finishing;

    /// <summary>Gets the state.</summary>
    public ActivationState State { get; private set; }

    /// <inheritdoc/>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        CancellationTokenSource? activation;
        bool finish;
        lock (_gate)
        {
            if (State is ActivationState.Deactivating or ActivationState.Gone) return;
            _wasValid = State == ActivationState.Valid;
            _reason = deactivationReason;
            _deactivationToken = cancellationToken;
            State = ActivationState.Deactivating;
            activation = _activation;
            finish = ShouldFinish();
        }

        activation?.Cancel();
        if (finish) BeginFinish();
    }

    /// <summary>Ends the activation without a word to its code, which may be running and runs on.</summary>
    public void Kill()
    {
        List<GrainRequest> lost;
        lock (_gate)
        {
            if (State == ActivationState.Gone) return;
            State = ActivationState.Gone;
            lost = _running.TakeAll();
            foreach (var request in lost) request.Executor = null;
            lost.AddRange(TakeWaiting());
            _blocking = null;
        }

        Timers.Abandon();
        foreach (var request in lost)
        {
            request.TryFail(new SiloUnavailableException(
                $"The target silo {Silo.Address} became unavailable for message: {request}."));
        }

        _deactivated.TrySetResult();
    }

    // Called with the gate held.
    private void BeginActivation(GrainRequest request)
    {
        State = ActivationState.Activating;
        _activation = new(Silo.CollectionOptions.ActivationTimeout, Silo.Time);
        RunTurn(
            static state =>
            {
                var (activation, context) = (ValueTuple<Activation, Dictionary<string, object>?>)state!;
                _ = activation.ActivateAsync(context);
            },
            (this, request.Context));
    }

    private async Task ActivateAsync(Dictionary<string, object>? context)
    {
        var failure = await TryActivateAsync(context, _activation!.Token);
        bool finish;
        lock (_gate)
        {
            _activation.Dispose();
            _activation = null;
            if (State == ActivationState.Activating)
            {
                State = failure is null ? ActivationState.Valid : ActivationState.Deactivating;
                _failure = failure;
                _unexamined = _waiting.Head;
            }

            finish = ShouldFinish();
        }

        // This runs in a turn, so the turn loop goes on with the requests.
        if (finish) BeginFinish();
    }

    private async Task<Exception?> TryActivateAsync(Dictionary<string, object>? context, CancellationToken token)
    {
        try
        {
            RequestContext.Import(context);
            _services = Silo.Services.CreateAsyncScope();
            GrainInstance = Class.Create(this);
            if (GrainInstance is ILifecycleParticipant<IGrainLifecycle> participant)
                participant.Participate(ObservableLifecycle);
            if (_lifecycle is { } lifecycle) await lifecycle.StartAsync(token).WaitAsync(token);
            if (GrainInstance is IGrainBase grain) await grain.OnActivateAsync(token).WaitAsync(token);
            return null;
        }
        catch (Exception exception)
        {
            // The waiting callers get the exception; the next call tries anew.
            ActivationLog.ActivationFailed(Silo.Log, this, exception);
            return exception;
        }
    }

    // Called with the gate held.
    private bool ShouldFinish()
    {
        if (State != ActivationState.Deactivating || _activation is not null || _running.Count > 0 || _finishing)
            return false;
        return _finishing = true;
    }

    private void BeginFinish() => RunTurn(static state => _ = ((Activation)state!).FinishAsync(), this);

    private async Task FinishAsync()
    {
        Timers.Dispose();
        using (var timeout = new CancellationTokenSource(Silo.CollectionOptions.DeactivationTimeout, Silo.Time))
        using (var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _deactivationToken))
        {
            if (_wasValid && GrainInstance is IGrainBase grain)
                await TryAsync(token => grain.OnDeactivateAsync(_reason, token), both.Token);
            if (_lifecycle is { } lifecycle)
                await TryAsync(token => lifecycle.StopAsync(OnStopFailure, token), both.Token);
        }

        Leave();
        await TryAsync(_ => GrainClass.DisposeAsync(GrainInstance).AsTask(), CancellationToken.None);
        if (_services is { } services) await TryAsync(_ => services.DisposeAsync().AsTask(), CancellationToken.None);
        GrainInstance = null;
        _services = null;
        _deactivated.TrySetResult();
    }

    // From here on calls go to a new activation, those that wait here first.
    private void Leave()
    {
        List<GrainRequest> left;
        lock (_gate)
        {
            if (State == ActivationState.Gone) return;
            State = ActivationState.Gone;
            left = TakeWaiting();
        }

        Silo.Cluster.Forget(this);
        foreach (var request in left)
        {
            if (_failure is null)
                Silo.Cluster.Forward(request, Silo);
            else
                request.TryFail(_failure);
        }
    }

    // A grain that cannot be deactivated properly is gone nevertheless.
    private async Task TryAsync(Func<CancellationToken, Task> step, CancellationToken token)
    {
        try
        {
            await step(token).WaitAsync(token);
        }
        catch (Exception exception)
        {
            ActivationLog.DeactivationFailed(Silo.Log, this, exception);
        }
    }

    private void OnStopFailure(string name, Exception exception) =>
        ActivationLog.DeactivationFailed(Silo.Log, this, exception);
}
