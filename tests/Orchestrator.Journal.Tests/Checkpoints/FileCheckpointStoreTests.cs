using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal.Checkpoints;
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

    [Fact]
    public async Task A_file_that_the_disk_cannot_read_is_unavailable_and_replaced_when_an_equal_snapshot_comes_in()
    {
        if (!OperatingSystem.IsLinux()) return;
        ICheckpointStore store = Stored.Open(("k", NewKey()));
        CheckpointBlob blob = await SaveAsync(store, "1"u8.ToArray());
        string file = (await Stored.NamesAsync()).Single();
        File.Delete(file);
        File.CreateSymbolicLink(file, "/proc/self/mem"); // can be opened, and the first byte is an input/output error

        await Assert.ThrowsAsync<UnavailableException>(() => store.VerifyAsync(blob, CancellationToken.None));
        await SaveAsync(store, "1"u8.ToArray());

        Assert.Equal("1"u8.ToArray(), await ReadAsync(store, blob));
    }

    [Fact]
    public async Task An_error_of_the_disk_amid_a_snapshot_is_unavailable()
    {
        var blob = new CheckpointBlob { Checksum = new string('a', 64), Size = 1, StoredSize = 1 };
        await using Stream source = new FailingStream();
        await using var snapshot = new VerifyingStream(source, blob);

        await Assert.ThrowsAsync<UnavailableException>(() => snapshot.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task A_full_disk_leaves_nothing_of_a_snapshot_that_could_not_be_begun()
    {
        using SmallDisk? disk = SmallDisk.TryMount();
        if (disk is null) return; // mounting takes rights
        using var store = new FileCheckpointStore(
            Options.Create(new CheckpointOptions()),
            Options.Create(new JournalOptions { DataDirectory = disk.Folder }),
            Stored.Time,
            NullLogger<FileCheckpointStore>.Instance);
        await SaveAsync(store, "1"u8.ToArray());
        await Assert.ThrowsAnyAsync<IOException>(() => File.WriteAllBytesAsync(Path.Combine(disk.Folder, "ballast"), new byte[9 << 20]));

        Assert.Throws<UnavailableException>(() => { store.Begin(); });

        Assert.Empty(Directory.GetFiles(Path.Combine(disk.Folder, "checkpoints", "incoming")));
    }

    private sealed class FailingStream : OneWayStream
    {
        public override bool CanRead => true;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("Input/output error");
    }
}
