namespace Orchestrator.Journal.Writing;

/// <summary>A change whose caller awaits a result.</summary>
/// <typeparam name="TResult">What the caller gets.</typeparam>
internal abstract class WriteWork<TResult> : WriteWork
{
    // The caller goes on on the thread pool or its grain's scheduler, never on the writer's thread.
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;

    /// <summary>Ends with the result once the change is on disk.</summary>
    public Task<TResult> Task => _completion.Task;

    /// <summary>What the caller gets; asked after the commit.</summary>
    protected abstract TResult Result { get; }

    /// <summary>Lets the token cancel the work as long as the writer hasn't taken it.</summary>
    public void CancelWith(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
            return;
        _cancellation = cancellationToken.UnsafeRegister(
            static (work, token) =>
            {
                WriteWork<TResult> self = (WriteWork<TResult>)work!;
                if (self.TryCancel())
                    self._completion.TrySetCanceled(token);
            },
            this);
    }

    /// <summary>Forgets the token: the work never got into the queue.</summary>
    public void Withdraw() => _cancellation.Unregister();

    public sealed override void Complete()
    {
        _cancellation.Unregister();
        _completion.TrySetResult(Result);
    }

    public sealed override void Fail(Exception error)
    {
        _cancellation.Unregister();
        _completion.TrySetException(error);
    }
}
