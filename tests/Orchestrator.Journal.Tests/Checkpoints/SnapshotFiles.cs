using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Journal.Tests.Checkpoints;

/// <summary>Snapshots in a folder.</summary>
internal sealed class SnapshotFiles : StoredSnapshots
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<FileCheckpointStore> _stores = [];

    public override Task<IReadOnlyList<string>> NamesAsync() => Task.FromResult<IReadOnlyList<string>>(
        Directory.GetFiles(_folder.FullPath, "*", SearchOption.AllDirectories));

    public override Task<byte[]> ReadRawAsync(string name) => File.ReadAllBytesAsync(name);

    public override Task WriteRawAsync(string name, byte[] bytes) => File.WriteAllBytesAsync(name, bytes);

    public override Task DeleteAsync(string name)
    {
        File.Delete(name);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        foreach (FileCheckpointStore store in _stores) store.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override ICheckpointStore Open(CheckpointOptions options)
    {
        var store = new FileCheckpointStore(
            Options.Create(options),
            Options.Create(new JournalOptions { DataDirectory = _folder.FullPath }),
            Time,
            NullLogger<FileCheckpointStore>.Instance);
        _stores.Add(store);
        return store;
    }
}
