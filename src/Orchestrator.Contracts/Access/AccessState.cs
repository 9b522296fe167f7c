using System.Collections.Concurrent;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Access;

/// <summary>What this process knows of access at any moment, so that no call has to ask a grain for it.</summary>
/// <param name="time">The clock that ends tokens.</param>
public sealed class AccessState(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _used = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed = new();
    private volatile bool _isClosed;

    /// <summary>Whether no token was ever made: then everybody may do everything.</summary>
    public bool IsOpen => !_isClosed;

    /// <summary>Cancelled when the first token is made.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Demands tokens from now on.</summary>
    public void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        _closed.Cancel();
    }

    /// <summary>Ends a token: what runs in its name is cut off.</summary>
    /// <param name="token">The token.</param>
    public void Revoke(TokenId token) => Watch(token).Cancel();

    /// <summary>Whether a token was revoked while this process lived.</summary>
    /// <param name="token">The token.</param>
    public bool IsRevoked(TokenId token) =>
        _used.TryGetValue(token.Value, out CancellationTokenSource? source) && source.IsCancellationRequested;

    /// <summary>Whether a time that a token has is over.</summary>
    /// <param name="expiresAt">The time; null for never.</param>
    public bool IsOver(DateTimeOffset? expiresAt) => expiresAt is { } end && end <= time.GetUtcNow();

    /// <summary>Cancelled when a token is revoked. For things that last: connections, streams, long waits.</summary>
    /// <param name="token">The token.</param>
    public CancellationToken WhenRevoked(TokenId token) => Watch(token).Token;

    /// <summary>Calls back when a token's time is over.</summary>
    /// <param name="expiresAt">The time.</param>
    /// <param name="over">What to do then, once.</param>
    /// <returns>Dispose of it to stop waiting.</returns>
    public IDisposable WhenOver(DateTimeOffset expiresAt, Action over)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Tick();
        return timer;

        void Tick()
        {
            TimeSpan left = expiresAt - time.GetUtcNow();
            if (left <= TimeSpan.Zero) over();
            else timer!.Change(left < LongestTimer ? left : LongestTimer, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed.Dispose();
        foreach (CancellationTokenSource source in _used.Values) source.Dispose();
    }

    private CancellationTokenSource Watch(TokenId token) => _used.GetOrAdd(token.Value, static _ => new());
}
