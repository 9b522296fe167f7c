using Orchestrator.Journal;
using Orleans.Storage;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>The real storage of snapshots; counts the writes, and may lose the answer to one.</summary>
public sealed class CountedStorage(IGrainStorage storage) : IGrainStorage
{
    private int _writes;
    private int _lose;

    /// <summary>How often a snapshot was to be written.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>The next snapshot is written, but its writer hears that this is not known.</summary>
    public void LoseNextAnswer() => Volatile.Write(ref _lose, 1);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Interlocked.Increment(ref _writes);
        string? known = grainState.ETag;
        await storage.WriteStateAsync(stateName, grainId, grainState);
        if (Interlocked.Exchange(ref _lose, 0) == 0) return;
        grainState.ETag = known;
        throw new JournalUnavailableException("the answer was lost", JournalUnavailableReason.InputOutput, JournalWriteOutcome.Unknown);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ClearStateAsync(stateName, grainId, grainState);
}
