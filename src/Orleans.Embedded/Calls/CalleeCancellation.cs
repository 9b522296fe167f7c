namespace Orleans.Runtime;

/// <summary>
/// Carries a cancellation from caller to callee. The caller's task is cancelled at once; the callee's token is
/// cancelled in one of its own turns, or the request is dropped if it still waits.
/// </summary>
internal sealed class CalleeCancellation
{
    private readonly CancellationTokenSource _callee = new();
    private readonly GrainRequest _request;
    private readonly CancellationTokenRegistration _registration;
    private CancellationToken _token;

    /// <summary>Links the request to the caller's token.</summary>
    public CalleeCancellation(GrainRequest request, CancellationToken token)
    {
        _request = request;
        _registration = token.UnsafeRegister(static (state, token) => ((CalleeCancellation)state!).OnCancelled(token), this);
    }

    /// <summary>Gets the token for the callee.</summary>
    public CancellationToken CalleeToken => _callee.Token;

    /// <summary>Cancels the callee's token on the calling thread, which must be in the callee's turn.</summary>
    public bool TryCancelCallee()
    {
        if (_callee.IsCancellationRequested) return false;
        _callee.Cancel();
        return true;
    }

    /// <summary>Whether the caller cancelled, so that the callee need not start.</summary>
    public bool IsCancelled => _token.IsCancellationRequested;

    /// <summary>Completes the response as cancelled, the callee not having started.</summary>
    public void CancelResponse() => _request.TryCancelResponse(_token);

    /// <summary>Forgets the caller's token.</summary>
    public void Unlink() => _registration.Unregister();

    private void OnCancelled(CancellationToken token)
    {
        _token = token;
        if (_request.Caller is not { } caller) return;
        if (!caller.WaitsForCancellation) _request.TryCancelResponse(token);
        caller.Cancel(_request);
    }
}
