using Microsoft.Extensions.Logging;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Client.Leases;

/// <summary>
/// Renews a lease each third of its time while something works under it, and says when it is lost: the host says so, it was
/// not renewed before it ran out, or the connection of its agent ended.
/// </summary>
internal sealed partial class LeaseKeeper : IAsyncDisposable
{
    private readonly string _kind;
    private readonly string _what;
    private readonly TimeSpan _lease;
    private readonly Func<CancellationToken, Task> _renew;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _gone;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _running;
    private int _settling;
    private int _disposed;
    private bool _over;

    /// <summary>Begins to keep a lease.</summary>
    /// <param name="kind">The kind of what is leased, for telemetry.</param>
    /// <param name="what">What is leased, for logs.</param>
    /// <param name="lease">How long a renewal lasts.</param>
    /// <param name="takenAt">The timestamp before the call that took it: by this clock it ends no later than it does at the host.</param>
    /// <param name="renew">Renews it; repeats until its token ends it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where losses are logged.</param>
    /// <param name="gone">Cancelled when the connection of the lease's agent ends.</param>
    public LeaseKeeper(
        string kind,
        string what,
        TimeSpan lease,
        long takenAt,
        Func<CancellationToken, Task> renew,
        TimeProvider time,
        ILogger logger,
        CancellationToken gone)
    {
        (_kind, _what, _lease, _renew, _time, _logger, _gone) = (kind, what, lease, renew, time, logger, gone);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(gone);
        Lost = _lost.Token;
        _running = RunAsync(takenAt);
    }

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Whether it was given back or ended as it should.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>
    /// Whether the host may still count it as the agent's: neither was it settled nor did the host say that it is over. A lease that
    /// is lost here for want of an answer may be kept alive there by the agent's heartbeats.
    /// </summary>
    public bool MayBeHeld => !IsSettled && !_over && !_gone.IsCancellationRequested;

    /// <summary>Ends what is leased by a call to the host; when that succeeds, the lease is not kept any longer.</summary>
    public async Task<T> SettleAsync<T>(Func<Task<T>> settle)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Interlocked.Increment(ref _settling);
        try
        {
            T answer = await settle();
            IsSettled = true;
            await _ended.CancelAsync();
            return answer;
        }
        catch (ConflictException exception) when (exception.Code is ErrorCodes.LeaseLost or ErrorCodes.StaleIncarnation)
        {
            _over = true;
            await LoseAsync(exception.Message);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _settling);
        }
    }

    /// <summary>Does not renew it any longer.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _ended.CancelAsync();
        await _running;
        _ended.Dispose();
        _lost.Dispose(); // who works under it still has the token
    }

    private async Task RunAsync(long takenAt)
    {
        // What the call that took it carried, such as its idempotency key, is not the renewals'.
        RequestContext.Clear();
        using var timer = new PeriodicTimer(_lease / 3, _time);
        long renewed = takenAt;
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token) && !Lost.IsCancellationRequested)
            {
                long began = _time.GetTimestamp();
                TimeSpan left = _lease - _time.GetElapsedTime(renewed);
                if (left <= TimeSpan.Zero) await LoseUnlessSettlingAsync("it was not renewed in time");
                else if (await RenewAsync(left)) renewed = began;
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Settled or disposed.
        }
    }

    private async Task<bool> RenewAsync(TimeSpan left)
    {
        using var patience = new CancellationTokenSource(left, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _ended.Token, Lost);
        try
        {
            await _renew(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            if (patience.IsCancellationRequested) await LoseUnlessSettlingAsync("the host could not be reached before it ran out");
        }
        catch (Exception exception) when (exception is ConflictException or NotFoundException)
        {
            _over = true;
            await LoseUnlessSettlingAsync(exception.Message);
        }
        catch (Exception exception)
        {
            // Refused, or a fault of this client's: the next turn tries again, until the lease is over.
            LogRenewalFailed(_what, exception);
        }

        return false;
    }

    // A renewal that crosses the end of the work says nothing of it.
    private Task LoseUnlessSettlingAsync(string reason) =>
        Volatile.Read(ref _settling) != 0 || _ended.IsCancellationRequested ? Task.CompletedTask : LoseAsync(reason);

    private async Task LoseAsync(string reason)
    {
        if (Lost.IsCancellationRequested) return;
        ClientTelemetry.LeaseLost(_kind);
        LogLost(_what, reason);
        await _lost.CancelAsync();
    }

    [LoggerMessage(LogLevel.Warning, "The lease of {What} is lost: {Reason}")]
    private partial void LogLost(string what, string reason);

    [LoggerMessage(LogLevel.Error, "The lease of {What} could not be renewed")]
    private partial void LogRenewalFailed(string what, Exception exception);
}
