namespace Orleans.Runtime;

/// <content>Which request runs when.</content>
internal sealed partial class Activation
{
    private readonly RequestList _waiting = new();
    private readonly RequestList _running = new();
    private Dictionary<Guid, int>? _reentrantSections;

    // The first waiting request that has not been looked at since something changed.
    private GrainRequest? _unexamined;

    // The request that others must be allowed to interleave with; null if only such run that always interleave.
    private GrainRequest? _blocking;
    private int _waitingReadOnly;
    private int _waitingInterleaving;
    private long _lastBusy;

    /// <summary>Takes a request, unless the activation is gone or full.</summary>
    public Admission TryEnqueue(GrainRequest request)
    {
        lock (_gate)
        {
            if (State == ActivationState.Gone) return Admission.Gone;
            var count = _waiting.Count + _running.Count;
            if (Silo.HardRequestLimit is var limit and > 0 && count > limit && !request.IsTimerTick)
                return Admission.Overloaded(count);

            request.Executor = this;
            _waiting.Add(request);
            Count(request, +1);
            if (State == ActivationState.Created)
            {
                BeginActivation(request);
                return Admission.Accepted;
            }

            if (State != ActivationState.Valid || !MayRun(request)) return Admission.Accepted;
            _unexamined ??= request;
            if (!TrySchedule()) return Admission.Accepted;
        }

        QueueRun(preferLocal: false);
        return Admission.Accepted;
    }

    /// <summary>Removes a request whose caller no longer waits; if it runs, its token is cancelled in a turn.</summary>
    public void Abandon(GrainRequest request, bool tellCallee)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(request.Executor, this)) return;
            if (request.Runner is null)
            {
                RemoveWaiting(request);
                request.IsAbandoned();
                return;
            }
        }

        if (tellCallee) RunTurn(static state => ((GrainRequest)state!).TryCancel(), request);
    }

    /// <summary>Lets calls with this id in.</summary>
    public void EnterReentrantSection(Guid id)
    {
        lock (_gate)
        {
            _reentrantSections ??= [];
            _reentrantSections[id] = _reentrantSections.GetValueOrDefault(id) + 1;
            _unexamined = _waiting.Head;
        }
    }

    /// <summary>Ends <see cref="EnterReentrantSection"/>.</summary>
    public void LeaveReentrantSection(Guid id)
    {
        lock (_gate)
        {
            var depth = _reentrantSections?.GetValueOrDefault(id) - 1;
            if (depth > 0)
                _reentrantSections![id] = depth.Value;
            else
                _reentrantSections?.Remove(id);
        }
    }

    /// <summary>Runs an action as a turn, without the context of the calling thread.</summary>
    public void RunTurn(Action<object?> action, object? state)
    {
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            new Task(action, state, CancellationToken.None).Start(_scheduler);
        }
    }

    private static bool MayAlwaysInterleave(GrainRequest request) =>
        request.IsAlwaysInterleave || request.ReentrancyId != Guid.Empty;

    // Called with the gate held.
    private GrainRequest? TakeAdmissible()
    {
        while (State == ActivationState.Valid && _unexamined is { } request)
        {
            if (_blocking is not null && NothingMayInterleave())
            {
                _unexamined = null;
                return null;
            }

            _unexamined = request.Next;
            if (request.IsAbandoned())
            {
                RemoveWaiting(request);
                continue;
            }

            if (!MayRun(request)) continue;

            RemoveWaiting(request);
            request.Executor = request.Runner = this;
            _running.Add(request);
            if (_blocking is null && !request.IsAlwaysInterleave) _blocking = request;
            return request;
        }

        return null;
    }

    // Spares looking through a long queue of requests that must wait for one another.
    private bool NothingMayInterleave() =>
        _waitingInterleaving == 0 && (_waitingReadOnly == 0 || !_blocking!.Method.IsReadOnly) && Class.MayInterleave is null;

    // Called with the gate held, as is a [MayInterleave] predicate.
    private bool MayRun(GrainRequest request) =>
        _running.Count == 0
        || request.IsAlwaysInterleave
        || _blocking is null
        || (_blocking.Method.IsReadOnly && request.Method.IsReadOnly)
        || (_reentrantSections is { Count: > 0 } open && open.ContainsKey(request.ReentrancyId))
        || (Class.MayInterleave is { } may && (may(GrainInstance!, request) || may(GrainInstance!, _blocking)));

    private void RemoveWaiting(GrainRequest request)
    {
        if (ReferenceEquals(_unexamined, request)) _unexamined = request.Next;
        _waiting.Remove(request);
        request.Executor = null;
        Count(request, -1);
    }

    private List<GrainRequest> TakeWaiting()
    {
        var all = _waiting.TakeAll();
        foreach (var request in all) request.Executor = null;
        _unexamined = null;
        _waitingReadOnly = _waitingInterleaving = 0;
        return all;
    }

    private void Count(GrainRequest request, int change)
    {
        if (request.Method.IsReadOnly) _waitingReadOnly += change;
        if (MayAlwaysInterleave(request)) _waitingInterleaving += change;
    }

    private void RunRequest(GrainRequest request)
    {
        RequestContext.Import(request.Context);
        Task? outcome;
        try
        {
            var target = request.IsTimerTick ? request : GrainInstance!;
            if (Silo.IncomingFilters.Count > 0 || target is IIncomingGrainCallFilter)
            {
                request.Filtered = new(Silo.IncomingFilters, this, target, request);
                outcome = request.Filtered.Invoke();
            }
            else
            {
                outcome = request.InvokeOn(target);
            }
        }
        catch (Exception exception)
        {
            outcome = Task.FromException(exception);
        }

        // What the code did to the context of this thread must not reach the next turn.
        if (!ReferenceEquals(ExecutionContext.Capture(), CleanContext)) ExecutionContext.Restore(CleanContext);
        if (outcome is null || outcome.IsCompleted)
            Complete(request, outcome);
        else
            _ = outcome.ContinueWith(
                static (task, state) => OnOutcome((GrainRequest)state!, task),
                request,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                _scheduler);
    }

    private static void OnOutcome(GrainRequest request, Task outcome) => request.Runner!.Complete(request, outcome);

    private void Complete(GrainRequest request, Task? outcome)
    {
        bool finish;
        lock (_gate)
        {
            finish = RecordCompletion(request);
        }

        // Last, so that who gets the response finds the activation free.
        if (request.Filtered is { } call && outcome is not null)
            call.Complete(outcome);
        else
            request.CompleteFrom(outcome);
        if (request.IsOneWay && outcome?.Exception is { } failure) ActivationLog.OneWayFailed(Silo.Log, request, failure);
        if (finish) BeginFinish();
    }

    private bool RecordCompletion(GrainRequest request)
    {
        // Killed meanwhile: the lists no longer have the request.
        if (!ReferenceEquals(request.Executor, this)) return false;

        _running.Remove(request);
        request.Executor = null;
        if (request.IsKeepAlive) _lastBusy = Silo.Time.GetTimestamp();
        if (ReferenceEquals(_blocking, request))
        {
            _blocking = null;
            _unexamined = _waiting.Head;
        }

        return ShouldFinish();
    }
}
