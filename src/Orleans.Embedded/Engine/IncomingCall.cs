using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A received call on its way through filters.</summary>
internal sealed class IncomingCall(
    IReadOnlyList<IIncomingGrainCallFilter> filters, IGrainContext context, object grain, GrainRequest request)
    : IIncomingGrainCallContext
{
    // What the filters, and in the end the method, returned that has not ended at once.
    private Task?[]? _begun;
    private int _depth;
    private int _deepest;
    private Task? _made;
    private Response? _response;

    /// <inheritdoc/>
    public IInvokable Request => request;

    /// <inheritdoc/>
    public object Grain => grain;

    /// <inheritdoc/>
    public GrainId? SourceId => request.Source?.GrainId;

    /// <inheritdoc/>
    public IGrainContext TargetContext => context;

    /// <inheritdoc/>
    public GrainId TargetId => context.GrainId;

    /// <inheritdoc/>
    public GrainInterfaceType InterfaceType => request.Method.Owner.InterfaceType;

    /// <inheritdoc/>
    public string InterfaceName => request.GetInterfaceName();

    /// <inheritdoc/>
    public string MethodName => request.GetMethodName();

    /// <inheritdoc/>
    public MethodInfo InterfaceMethod => request.GetMethod();

    /// <inheritdoc/>
    public MethodInfo ImplementationMethod => ImplementationMap.Find(Grain.GetType(), request.GetMethod());

    /// <inheritdoc/>
    public object? Result
    {
        get => Response is { Exception: null } response ? response.Result : null;
        set => Response = Response.FromResult(value);
    }

    /// <inheritdoc/>
    public Response? Response
    {
        get => _response ??= _made is { IsCompletedSuccessfully: true } made ? request.ResponseOf(made) : null;
        set => _response = value;
    }

    /// <summary>Runs a request through the filters and returns what they make of it.</summary>
    public static async Task<Response> Run(
        IReadOnlyList<IIncomingGrainCallFilter> filters, IGrainContext context, object grain, GrainRequest request)
    {
        var call = new IncomingCall(filters, context, grain, request);
        await call.Invoke();
        return call.Response ?? throw call.Broken();
    }

    /// <summary>Goes on; what comes of the outermost <see cref="Invoke"/> is what comes of the call.</summary>
    /// <remarks>
    /// Not an asynchronous method, nor is there one for each filter: most filters hand on the task that they get, and then it
    /// is the method's own that the caller waits for.
    /// </remarks>
    public Task Invoke()
    {
        // A filter that goes on once more, when what came of it before has ended, begins where it did then.
        while (_depth > 0 && _begun?[_depth - 1] is { IsCompleted: true }) _depth--;
        var stage = _depth;
        var own = Grain as IIncomingGrainCallFilter;
        var last = filters.Count + (own is null ? 0 : 1);
        if (stage > last)
            return Failed(new InvalidOperationException("A call filter went on with a call that has been made already."));

        _depth = stage + 1;
        _deepest = Math.Max(_deepest, stage);
        if (_begun is not null) _begun[stage] = null;
        Task outcome;
        try
        {
            outcome = stage == last ? Make() : (stage < filters.Count ? filters[stage] : own!).Invoke(this);
        }
        catch (Exception exception)
        {
            outcome = Failed(exception);
        }

        if (outcome.IsCompleted)
            _depth = stage;
        else
            (_begun ??= new Task?[last + 1])[stage] = outcome;
        return outcome;
    }

    /// <summary>Completes the request's response with what came of the call.</summary>
    public void Complete(Task outcome)
    {
        if (!outcome.IsCompletedSuccessfully || (_response is null && ReferenceEquals(outcome, _made)))
            request.CompleteFrom(outcome);
        else if (Response is { } response)
            request.TryRespond(response);
        else
            request.TryFail(Broken());
    }

    private static async Task Failed(Exception exception)
    {
        await Task.CompletedTask; // a task that is cancelled when that is what the exception says
        ExceptionDispatchInfo.Throw(exception);
    }

    private Task Make()
    {
        _response = null;
        return _made = request.InvokeOn(Grain) ?? Task.CompletedTask;
    }

    // The innermost one that was called: it neither went on nor answered.
    private InvalidOperationException Broken() =>
        BrokenFilter.Of(_deepest < filters.Count ? filters[_deepest] : Grain);
}
