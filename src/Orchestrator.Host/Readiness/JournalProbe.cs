using Orchestrator.Gateway.Operations;

namespace Orchestrator.Host.Readiness;

/// <summary>Finds out whether the journal does its work by trying, at most once a second, however many ask.</summary>
/// <param name="time">The clock.</param>
internal abstract class JournalProbe(TimeProvider time) : IJournalProbe, IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private long? _triedAt;
    private string? _failure;

    /// <inheritdoc/>
    public async Task<string?> FailureAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_triedAt is { } tried && time.GetElapsedTime(tried) < Freshness) return _failure;
            _failure = await TryAsync(cancellationToken);
            _triedAt = time.GetTimestamp();
            return _failure;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>Tries; says what failed, null for nothing.</summary>
    protected abstract Task<string?> TryAsync(CancellationToken cancellationToken);
}
