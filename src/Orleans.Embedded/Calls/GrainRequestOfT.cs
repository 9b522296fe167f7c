using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A request with the type of its result.</summary>
internal abstract class GrainRequest<T> : GrainRequest
{
    // Whoever waits must not run inside the turn that completes the response.
    private readonly TaskCompletionSource<T> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the task that completes with the response.</summary>
    public Task<T> Task => _response.Task;

    /// <inheritdoc/>
    public sealed override Task Completion => _response.Task;

    /// <inheritdoc/>
    public sealed override void CompleteFrom(Task? task)
    {
        if (task is null || task.IsCompletedSuccessfully)
        {
            if (task is Task<Response> filtered)
                TryRespond(filtered.Result);
            else
                TrySetResult(task is Task<T> typed ? typed.Result : default!);
        }
        else if (task.IsCanceled)
        {
            TryCancelResponse(TokenOf(task));
        }
        else
        {
            TryFail(task.Exception!.InnerExceptions.Count == 1 ? task.Exception.InnerException! : task.Exception);
        }
    }

    /// <inheritdoc/>
    public sealed override bool TryFail(Exception exception)
    {
        if (!_response.TrySetException(exception)) return false;

        // A caller that no longer waits must not bring up the unobserved exception.
        _ = _response.Task.Exception;
        OnCompleted();
        return true;
    }

    /// <inheritdoc/>
    public sealed override bool TryCancelResponse(CancellationToken token)
    {
        if (!_response.TrySetCanceled(token)) return false;
        OnCompleted();
        return true;
    }

    /// <inheritdoc/>
    public sealed override bool TryRespond(Response response) => response.Exception is { } exception
        ? exception is OperationCanceledException cancelled
            ? TryCancelResponse(cancelled.CancellationToken)
            : TryFail(exception)
        : TrySetResult(response.GetResult<T>()!);

    /// <inheritdoc/>
    public sealed override Response ResponseOf(Task? task) =>
        task is Task<T> typed ? Response.FromResult(typed.Result) : Response.Completed;

    /// <inheritdoc/>
    public sealed override Task SendFiltered(GrainCaller caller, GrainReference target) => SendFilteredOf(caller, target);

    private static CancellationToken TokenOf(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
            return default;
        }
        catch (OperationCanceledException exception)
        {
            return exception.CancellationToken;
        }
    }

    private async Task<T> SendFilteredOf(GrainCaller caller, GrainReference target)
    {
        var call = new OutgoingCall(caller, target, this);
        await call.Invoke();
        return call.Response!.GetResult<T>()!;
    }

    private bool TrySetResult(T result)
    {
        if (!_response.TrySetResult(result)) return false;
        OnCompleted();
        return true;
    }
}
