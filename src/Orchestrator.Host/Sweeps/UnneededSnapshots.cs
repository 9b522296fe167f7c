using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Host.Sweeps;

/// <summary>
/// Deletes stored snapshots that no checkpoint names. A snapshot is stored before its checkpoint is committed, so what nobody names may
/// be about to be named: it goes once it has been seen so for an hour, and was not stored again meanwhile. The hour is measured
/// by the monotonic clock: one that is set, as after a suspend or by its server, makes nothing old.
/// </summary>
/// <param name="store">Has the snapshots.</param>
/// <param name="time">Measures the hour.</param>
internal sealed class UnneededSnapshots(ICheckpointStore store, TimeProvider time)
{
    // Between storing a snapshot and its checkpoint's commit there are milliseconds.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private Dictionary<StoredSnapshot, long> _firstSeen = [];

    /// <summary>Looks at all that is stored, and deletes what has been unneeded for long enough. Not to be called twice at the same time.</summary>
    /// <param name="needed">The names of all that checkpoints speak of.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="Contracts.Errors.UnavailableException">The store can't be read now.</exception>
    public async Task<int> DeleteAsync(IReadOnlySet<string> needed, CancellationToken cancellationToken)
    {
        int deleted = 0;
        Dictionary<StoredSnapshot, long> kept = [];
        foreach (StoredSnapshot snapshot in await store.ListAsync(cancellationToken))
        {
            if (snapshot.Name is { } name && needed.Contains(name)) continue;
            if (!_firstSeen.TryGetValue(snapshot, out long since)) since = time.GetTimestamp();
            if (time.GetElapsedTime(since) >= Grace && await store.DeleteAsync(snapshot, cancellationToken)) deleted++;
            else kept.Add(snapshot, since);
        }

        _firstSeen = kept;
        return deleted;
    }
}
