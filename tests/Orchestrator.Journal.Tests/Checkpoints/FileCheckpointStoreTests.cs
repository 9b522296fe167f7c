using Orchestrator.Contracts.Checkpoints;
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

    [Fact]
    public async Task What_an_earlier_process_left_that_nobody_needs_is_deleted_at_once()
    {
        CheckpointBlob needed = await SaveAsync(Stored.Open(), "1"u8.ToArray());
        await SaveAsync(Stored.Open(), "2"u8.ToArray());

        Assert.Equal(1, await Stored.Open().DeleteUnneededAsync(new HashSet<string>(StringComparer.Ordinal) { needed.Name }, CancellationToken.None));

        Assert.Equal(needed.Name, Path.GetFileName((await Stored.NamesAsync()).Single()));
    }
}
