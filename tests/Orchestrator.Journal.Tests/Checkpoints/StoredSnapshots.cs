using System.Security.Cryptography;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Journal.Tests.Checkpoints;

/// <summary>A place of a test's own where stores keep snapshots, and a hand that looks at them and damages them.</summary>
internal abstract class StoredSnapshots : IAsyncDisposable
{
    /// <summary>The time of all stores here.</summary>
    public SetTime Time { get; } = new();

    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static async Task<CheckpointBlob> SaveAsync(ICheckpointStore store, ReadOnlyMemory<byte> snapshot, int piece = 10_000)
    {
        await using ISnapshotWriter writer = store.Begin();
        for (; snapshot.Length > piece; snapshot = snapshot[piece..]) await writer.WriteAsync(snapshot[..piece], CancellationToken.None);
        await writer.WriteAsync(snapshot, CancellationToken.None);
        await writer.FinishAsync(CancellationToken.None);
        return await writer.StoreAsync(CancellationToken.None);
    }

    public static async Task<byte[]> ReadAsync(ICheckpointStore store, CheckpointBlob blob)
    {
        await using Stream stream = await store.OpenAsync(blob, CancellationToken.None);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }

    public ICheckpointStore Open(params (string Id, string Key)[] keys) => Open(keys is [.., { Id: var last }] ? last : null, keys);

    public ICheckpointStore Open(string? active, (string Id, string Key)[] keys) =>
        Open(new CheckpointOptions { Keys = keys.ToDictionary(k => k.Id, k => k.Key, StringComparer.Ordinal), ActiveKey = active });

    /// <summary>All that is there, also what isn't stored to the end.</summary>
    public abstract Task<IReadOnlyList<string>> NamesAsync();

    public abstract Task<byte[]> ReadRawAsync(string name);

    public abstract Task WriteRawAsync(string name, byte[] bytes);

    public abstract Task DeleteAsync(string name);

    public abstract ValueTask DisposeAsync();

    protected abstract ICheckpointStore Open(CheckpointOptions options);
}
