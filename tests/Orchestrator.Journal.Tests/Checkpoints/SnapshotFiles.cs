using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Journal.Tests.Checkpoints;

/// <summary>A store in a folder of its own.</summary>
internal sealed class SnapshotFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<FileCheckpointStore> _stores = [];

    public IEnumerable<string> Paths => Directory.EnumerateFiles(_folder.FullPath, "*", SearchOption.AllDirectories);

    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public ICheckpointStore Open(params (string Id, string Key)[] keys) => Open(keys is [.., { Id: var last }] ? last : null, keys);

    public ICheckpointStore Open(string? active, (string Id, string Key)[] keys, TimeProvider? time = null)
    {
        var store = new FileCheckpointStore(
            Options.Create(new CheckpointOptions { Keys = keys.ToDictionary(k => k.Id, k => k.Key), ActiveKey = active }),
            Options.Create(new JournalOptions { DataDirectory = _folder.FullPath }),
            time ?? TimeProvider.System,
            NullLogger<FileCheckpointStore>.Instance);
        _stores.Add(store);
        return store;
    }

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

    public void Dispose()
    {
        foreach (FileCheckpointStore store in _stores) store.Dispose();
        _folder.Dispose();
    }
}
