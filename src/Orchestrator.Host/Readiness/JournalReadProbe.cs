using Orchestrator.Gateway.Operations;
using Orchestrator.Journal;

namespace Orchestrator.Host.Readiness;

/// <summary>
/// Finds out whether the journal can be read, in a process that does not write it: whether it can be written, the silos know. At most
/// once a second, however many ask.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="time">The clock.</param>
internal sealed class JournalReadProbe(IJournal journal, TimeProvider time) : IJournalProbe, IDisposable
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

    private async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await journal.GetLastPositionAsync(cancellationToken);
            return null;
        }
        catch (JournalUnavailableException error)
        {
            return $"it can't be read: {error.Message}";
        }
    }
}
