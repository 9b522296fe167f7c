using Orchestrator.Gateway.Operations;
using Orchestrator.Grains.EventSourcing;
using Orleans.Storage;

namespace Orchestrator.Host.Readiness;

/// <summary>
/// Finds out whether the journal can be written by writing: a note in grain storage, which lies in the same file and
/// goes through the same writer. Nothing is added to the journal. At most once a second, however many ask.
/// </summary>
/// <param name="storage">Grain storage.</param>
/// <param name="time">The clock.</param>
internal sealed class JournalProbe(
    [FromKeyedServices(EventSourcingServices.SnapshotStorage)] IGrainStorage storage, TimeProvider time) : IJournalProbe, IDisposable
{
    private const string StateName = "probe";

    private static readonly GrainId Note = GrainId.Create("host", "journal-probe");
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly GrainState<Dictionary<string, long>> _note = new() { State = [] };
    private long? _triedAt;
    private string? _failure;

    /// <inheritdoc/>
    public async Task<string?> FailureAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_triedAt is { } tried && time.GetElapsedTime(tried) < Freshness) return _failure;
            _failure = await TryAsync();
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

    private async Task<string?> TryAsync()
    {
        try
        {
            if (_note.ETag is null) await storage.ReadStateAsync(StateName, Note, _note);
            _note.State = [];
            await storage.WriteStateAsync(StateName, Note, _note);
            return null;
        }
        catch (InconsistentStateException)
        {
            _note.ETag = null; // another process of the cluster wrote it meanwhile: it can be written
            return null;
        }
        catch (Exception error)
        {
            _note.ETag = null; // whether it was written is not known
            return $"it can't be written: {error.Message}";
        }
    }
}
