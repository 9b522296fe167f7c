using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal.Checkpoints;
using static Orchestrator.Journal.Tests.Checkpoints.StoredSnapshots;

namespace Orchestrator.Journal.Tests.Checkpoints;

/// <summary>What the stores of snapshots do, wherever they keep them.</summary>
public abstract class CheckpointStoreContract : IAsyncDisposable
{
    private static readonly byte[] Snapshot = Encoding.UTF8.GetBytes("""{"state":{"progress":75,"completed":[1,2,3]}}""");

    /// <summary>What is stored, to look at and to damage.</summary>
    private protected abstract StoredSnapshots Stored { get; }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Stored.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_is_stored_in_whatever_pieces_comes_back(bool encrypted)
    {
        ICheckpointStore store = encrypted ? Stored.Open(("k", NewKey())) : Stored.Open();

        // Noise does not compress: it fills several chunks, some to their last byte.
        Gen<(int Length, int Piece, bool Noise)> stored =
            from length in Gen.OneOf(Gen.Choose(1, 300), Gen.Choose(65_500, 65_560), Gen.Choose(131_040, 131_100), Gen.Choose(1, 400_000))
            from piece in Gen.Choose(1, 100_000)
            from noise in Gen.Elements(true, false)
            select (length, piece, noise);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(80),
            Prop.ForAll(stored.ToArbitrary(), s => Task.Run(async () =>
            {
                byte[] content = s.Noise ? RandomNumberGenerator.GetBytes(s.Length) : Encoding.ASCII.GetBytes(new string('a', s.Length));
                CheckpointBlob blob = await SaveAsync(store, content, Math.Max(s.Piece, s.Length / 50));
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), blob.Checksum);
                byte[] read = await ReadAsync(store, blob);
                return blob.Size == s.Length && content.AsSpan().SequenceEqual(read);
            }).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task Equal_snapshots_are_stored_once_under_one_key_and_apart_under_two()
    {
        (string, string) one = ("one", NewKey()), two = ("two", NewKey());
        CheckpointBlob first = await SaveAsync(Stored.Open(one), Snapshot);
        CheckpointBlob again = await SaveAsync(Stored.Open(one), Snapshot, piece: 3);
        Assert.Equal(first, again);
        Assert.Single(await Stored.NamesAsync());

        ICheckpointStore rotated = Stored.Open("two", [one, two]);
        CheckpointBlob later = await SaveAsync(rotated, Snapshot);

        Assert.Equal(("one", "two"), (first.KeyId, later.KeyId));
        Assert.Equal(2, (await Stored.NamesAsync()).Count);
        Assert.Equal(Snapshot, await ReadAsync(rotated, first));
        Assert.Equal(Snapshot, await ReadAsync(rotated, later));
    }

    [Fact]
    public async Task An_encrypted_blob_shows_nothing_of_the_snapshot_and_has_another_content_each_time()
    {
        string key = NewKey();
        await SaveAsync(Stored.Open(("k", key)), Snapshot);
        byte[] first = await Stored.ReadRawAsync((await Stored.NamesAsync()).Single());
        await Stored.DeleteAsync((await Stored.NamesAsync()).Single());
        await SaveAsync(Stored.Open(("k", key)), Snapshot);
        byte[] second = await Stored.ReadRawAsync((await Stored.NamesAsync()).Single());

        Assert.NotEqual(first, second);
        Assert.DoesNotContain("progress", Encoding.Latin1.GetString(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_flipped_byte_and_every_truncation_of_an_encrypted_blob_is_found()
    {
        ICheckpointStore store = Stored.Open(("key-1", NewKey()));
        CheckpointBlob blob = await SaveAsync(store, Snapshot);
        string name = (await Stored.NamesAsync()).Single();
        byte[] good = await Stored.ReadRawAsync(name);
        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= (byte)(1 << (i % 8));
            await AssertCorruptAsync(bad, $"byte {i} flipped");
            await AssertCorruptAsync(good[..i], $"cut at {i}");
        }

        await AssertCorruptAsync([.. good, 0], "a byte more");

        async Task AssertCorruptAsync(byte[] bad, string how)
        {
            await Stored.WriteRawAsync(name, bad);
            ConflictException error = await Assert.ThrowsAsync<ConflictException>(() => store.VerifyAsync(blob, CancellationToken.None));
            Assert.True(error.Code == "checkpoint-corrupt", $"{how}: {error.Message}");
        }
    }

    [Fact]
    public async Task No_damage_to_a_plain_blob_gives_another_snapshot()
    {
        ICheckpointStore store = Stored.Open();
        CheckpointBlob blob = await SaveAsync(store, Snapshot);
        string name = (await Stored.NamesAsync()).Single();
        byte[] good = await Stored.ReadRawAsync(name);
        for (int i = 0; i < good.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] bad = [.. good];
                bad[i] ^= (byte)(1 << bit);
                await AssertFoundAsync(bad);
            }

            await AssertFoundAsync(good[..i]);
        }

        async Task AssertFoundAsync(byte[] bad)
        {
            await Stored.WriteRawAsync(name, bad);
            try
            {
                Assert.Equal(Snapshot, await ReadAsync(store, blob));
            }
            catch (ConflictException error)
            {
                Assert.Equal("checkpoint-corrupt", error.Code);
            }
        }
    }

    [Fact]
    public async Task Chunks_that_are_cut_off_swapped_or_repeated_do_not_open()
    {
        ICheckpointStore store = Stored.Open(("k", NewKey()));
        CheckpointBlob blob = await SaveAsync(store, RandomNumberGenerator.GetBytes(300_000));
        string name = (await Stored.NamesAsync()).Single();
        byte[] good = await Stored.ReadRawAsync(name);
        const int header = 6 + 1 + 8 + 32, chunk = (64 * 1024) + 16;
        byte[] Chunk(int n) => good[(header + (n * chunk))..(header + ((n + 1) * chunk))];

        Assert.Contains("truncated", await ErrorOfAsync(good[..(header + (2 * chunk))]), StringComparison.Ordinal);
        Assert.Contains("not what was stored", await ErrorOfAsync([.. good[..header], .. Chunk(1), .. Chunk(0), .. good[(header + (2 * chunk))..]]), StringComparison.Ordinal);
        Assert.Contains("not what was stored", await ErrorOfAsync([.. good[..header], .. Chunk(0), .. Chunk(0), .. good[(header + (2 * chunk))..]]), StringComparison.Ordinal);
        Assert.Contains("truncated", await ErrorOfAsync(good[..header]), StringComparison.Ordinal);

        async Task<string> ErrorOfAsync(byte[] bad)
        {
            await Stored.WriteRawAsync(name, bad);
            return (await Assert.ThrowsAsync<ConflictException>(() => store.VerifyAsync(blob, CancellationToken.None))).Message;
        }
    }

    [Fact]
    public async Task A_missing_key_another_key_and_a_missing_blob_are_told_apart()
    {
        CheckpointBlob blob = await SaveAsync(Stored.Open(("k", NewKey())), Snapshot);

        ConflictException missing = await Assert.ThrowsAsync<ConflictException>(() => Stored.Open().VerifyAsync(blob, CancellationToken.None));
        ConflictException other = await Assert.ThrowsAsync<ConflictException>(() => Stored.Open(("k", NewKey())).VerifyAsync(blob, CancellationToken.None));
        await Stored.DeleteAsync((await Stored.NamesAsync()).Single());
        ConflictException gone = await Assert.ThrowsAsync<ConflictException>(() => Stored.Open().VerifyAsync(blob, CancellationToken.None));

        Assert.Equal(["checkpoint-key-missing", "checkpoint-corrupt", "checkpoint-corrupt"], new[] { missing, other, gone }.Select(e => e.Code));
        Assert.Contains("another key", other.Message, StringComparison.Ordinal);
        Assert.Contains("missing", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_blob_is_replaced_when_an_equal_snapshot_comes_in()
    {
        ICheckpointStore store = Stored.Open(("k", NewKey()));
        CheckpointBlob blob = await SaveAsync(store, Snapshot);
        await Stored.WriteRawAsync((await Stored.NamesAsync()).Single(), [1, 2, 3]);

        await SaveAsync(store, Snapshot);

        Assert.Equal(Snapshot, await ReadAsync(store, blob));
    }

    [Fact]
    public async Task What_is_not_stored_to_the_end_leaves_nothing()
    {
        ICheckpointStore store = Stored.Open(("k", NewKey()));
        await using (ISnapshotWriter writer = store.Begin()) await writer.WriteAsync(Snapshot, CancellationToken.None);
        await using (ISnapshotWriter writer = store.Begin())
        {
            await writer.WriteAsync(Snapshot, CancellationToken.None);
            await writer.FinishAsync(CancellationToken.None);
        }

        Assert.Empty(await Stored.NamesAsync());
    }

    [Fact]
    public async Task What_nobody_needs_for_an_hour_is_deleted_and_what_is_needed_or_being_written_stays()
    {
        ICheckpointStore store = Stored.Open();
        CheckpointBlob needed = await SaveAsync(store, "1"u8.ToArray()), unneeded = await SaveAsync(store, "2"u8.ToArray());
        await using ISnapshotWriter writing = store.Begin();
        await writing.WriteAsync("3"u8.ToArray(), CancellationToken.None);
        Assert.Equal(0, await DeleteUnneededAsync(store, needed));
        Stored.Time.Advance(TimeSpan.FromHours(1));
        Stored.Time.SetClock(TimeSpan.FromHours(-5));

        Assert.Equal(1, await DeleteUnneededAsync(store, needed));

        Assert.Equal("1"u8.ToArray(), await ReadAsync(store, needed));
        await Assert.ThrowsAsync<ConflictException>(() => store.VerifyAsync(unneeded, CancellationToken.None));
        await writing.FinishAsync(CancellationToken.None);
        Assert.Equal("3"u8.ToArray(), await ReadAsync(store, await writing.StoreAsync(CancellationToken.None)));
    }

    // The crash laboratory's seed 5232: the checkpoint of it was committed a moment later.
    [Fact]
    public async Task What_was_just_stored_stays_while_the_clock_is_set_ahead_by_hours()
    {
        ICheckpointStore store = Stored.Open();
        CheckpointBlob blob = await SaveAsync(store, "1"u8.ToArray());
        Stored.Time.SetClock(TimeSpan.FromHours(3));

        Assert.Equal(0, await DeleteUnneededAsync(store));
        Stored.Time.SetClock(TimeSpan.FromHours(3));
        Stored.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await DeleteUnneededAsync(store));

        Assert.Equal("1"u8.ToArray(), await ReadAsync(store, blob));
    }

    [Fact]
    public async Task What_is_stored_again_is_as_new()
    {
        ICheckpointStore store = Stored.Open();
        CheckpointBlob blob = await SaveAsync(store, "1"u8.ToArray());
        await DeleteUnneededAsync(store);
        Stored.Time.Advance(TimeSpan.FromMinutes(50));
        await SaveAsync(store, "1"u8.ToArray());
        Stored.Time.Advance(TimeSpan.FromMinutes(50));

        Assert.Equal(0, await DeleteUnneededAsync(store));

        Assert.Equal("1"u8.ToArray(), await ReadAsync(store, blob));
    }

    [Theory]
    [InlineData("../../etc/passwd", null)]
    [InlineData("", null)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "../x")]
    public async Task A_name_that_no_store_made_is_refused(string checksum, string? key)
    {
        var blob = new CheckpointBlob { Checksum = checksum, Size = 1, StoredSize = 1, KeyId = key };
        await Assert.ThrowsAsync<ValidationException>(() => Stored.Open().VerifyAsync(blob, CancellationToken.None));
    }

    private static Task<int> DeleteUnneededAsync(ICheckpointStore store, params CheckpointBlob[] needed) =>
        store.DeleteUnneededAsync(needed.Select(blob => blob.Name).ToHashSet(StringComparer.Ordinal), CancellationToken.None);
}
