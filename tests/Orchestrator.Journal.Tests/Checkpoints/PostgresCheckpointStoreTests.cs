using System.Security.Cryptography;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal.Checkpoints;
using static Orchestrator.Journal.Tests.Checkpoints.StoredSnapshots;

namespace Orchestrator.Journal.Tests.Checkpoints;

public sealed class PostgresCheckpointStoreTests : CheckpointStoreContract
{
    private readonly SnapshotTables _tables = new();

    private protected override StoredSnapshots Stored => _tables;

    [Fact]
    public async Task What_one_node_stores_another_reads_and_stores_once()
    {
        (string, string) key = ("k", NewKey());
        byte[] snapshot = RandomNumberGenerator.GetBytes(700_000);
        CheckpointBlob blob = await SaveAsync(Stored.Open(key), snapshot);
        ICheckpointStore other = Stored.Open(key);

        Assert.Equal(snapshot, await ReadAsync(other, blob));
        Assert.Equal(blob, await SaveAsync(other, snapshot));
        Assert.Single(await Stored.NamesAsync());
    }

    [Fact]
    public async Task Equal_snapshots_that_come_to_several_nodes_at_once_are_stored_once()
    {
        byte[] snapshot = RandomNumberGenerator.GetBytes(300_000);
        ICheckpointStore[] stores = [.. Enumerable.Range(0, 4).Select(_ => Stored.Open())];
        CheckpointBlob[] blobs = await Task.WhenAll(stores.Select(store => SaveAsync(store, snapshot))).SoonAsync();

        Assert.Single(await Stored.NamesAsync());
        Assert.Equal(snapshot, await ReadAsync(stores[0], blobs[0]));
    }

    [Fact]
    public async Task Nodes_with_the_same_keys_start_and_one_with_another_key_under_the_same_id_does_not()
    {
        string key = NewKey(), wrong = NewKey();
        await (await OpenAsync(key)).RequireSharedKeysAsync(CancellationToken.None);
        await (await OpenAsync(key)).RequireSharedKeysAsync(CancellationToken.None);

        CheckpointKeyException error = await Assert.ThrowsAsync<CheckpointKeyException>(
            async () => await (await OpenAsync(wrong)).RequireSharedKeysAsync(CancellationToken.None));

        Assert.Contains("Checkpoints:Keys:k", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, error.ToString(), StringComparison.Ordinal);

        Task<Journal.Postgres.PostgresCheckpointStore> OpenAsync(string secret) =>
            _tables.OpenNodeAsync(new CheckpointOptions { Keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = secret } });
    }

    [Fact]
    public async Task A_node_that_died_while_it_wrote_leaves_nothing_after_a_sweep()
    {
        ICheckpointStore died = Stored.Open(), other = Stored.Open();
        ISnapshotWriter abandoned = died.Begin();
        for (int megabyte = 0; megabyte < 20; megabyte++) // more than the compression keeps to itself
            await abandoned.WriteAsync(RandomNumberGenerator.GetBytes(1 << 20), CancellationToken.None);
        Assert.Single(await Stored.NamesAsync());
        HashSet<string> none = [];
        Assert.Equal(0, await other.DeleteUnneededAsync(none, CancellationToken.None));
        Stored.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await other.DeleteUnneededAsync(none, CancellationToken.None));

        Assert.Empty(await Stored.NamesAsync());
        Assert.Empty(await (await _tables.Nodes.DatabaseAsync()).ReadAsync("SELECT number::text FROM checkpoint_chunks"));

        // It had not died: what it stores is not taken for whole.
        await Assert.ThrowsAsync<UnavailableException>(async () => await abandoned.FinishAsync(CancellationToken.None));
        await abandoned.DisposeAsync();
        Assert.Empty(await Stored.NamesAsync());
    }

    [Fact]
    public async Task A_database_that_went_away_is_unavailable_and_serves_again_when_it_is_back()
    {
        ICheckpointStore store = Stored.Open();
        CheckpointBlob blob = await SaveAsync(store, "1"u8.ToArray());
        await using ISnapshotWriter writer = store.Begin();
        await writer.WriteAsync("2"u8.ToArray(), CancellationToken.None);
        await _tables.Nodes.EndConnectionsAsync();

        await Assert.ThrowsAsync<UnavailableException>(async () => await writer.FinishAsync(CancellationToken.None));

        Assert.Equal("1"u8.ToArray(), await ReadAsync(store, blob));
    }
}
