using static Orchestrator.Journal.Tests.Checkpoints.StoredSnapshots;

namespace Orchestrator.Journal.Tests.Checkpoints;

public sealed class FileCheckpointStoreTests : CheckpointStoreContract
{
    private protected override StoredSnapshots Stored { get; } = new SnapshotFiles();

    [Fact]
    public async Task A_file_is_its_owners_only()
    {
        if (OperatingSystem.IsWindows()) return;
        await SaveAsync(Stored.Open(("k", NewKey())), "1"u8.ToArray());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode((await Stored.NamesAsync()).Single()));
    }
}
