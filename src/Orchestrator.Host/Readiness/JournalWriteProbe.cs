using Orchestrator.Grains.EventSourcing;
using Orleans.Storage;

namespace Orchestrator.Host.Readiness;

/// <summary>
/// Finds out whether the journal can be written by writing: a note in grain storage, which lies in the same file and
/// goes through the same writer. Nothing is added to the journal.
/// </summary>
/// <param name="storage">Grain storage.</param>
/// <param name="time">The clock.</param>
internal sealed class JournalWriteProbe(
    [FromKeyedServices(EventSourcingServices.SnapshotStorage)] IGrainStorage storage, TimeProvider time) : JournalProbe(time)
{
    private const string StateName = "probe";

    private static readonly GrainId Note = GrainId.Create("host", "journal-probe");

    private readonly GrainState<Dictionary<string, long>> _note = new() { State = [] };

    /// <inheritdoc/>
    protected override async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Not given up when who asks goes: the next one is told what comes of it.
            if (_note.ETag is null) await storage.ReadStateAsync(StateName, Note, _note, CancellationToken.None);
            _note.State = [];
            await storage.WriteStateAsync(StateName, Note, _note, CancellationToken.None);
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
