using Orleans.Storage;

namespace Orchestrator.Journal.Tests.Storage;

/// <summary>What grain storage does on both databases.</summary>
public abstract class GrainStorageContract : IAsyncLifetime
{
    protected static readonly GrainId Mailbox = GrainId.Create("mailbox", "agent/ü 1");

    protected IGrainStorage Storage { get; private set; } = null!;

    public async Task InitializeAsync() => Storage = await OpenAsync();

    public Task DisposeAsync() => CloseAsync();

    [Fact]
    public async Task A_state_is_read_as_it_was_written_also_after_reopening()
    {
        GrainState<Snapshot> written = new(new Snapshot(41, ["é", "b"]));
        await Storage.WriteStateAsync("s", Mailbox, written).SoonAsync();
        Assert.True(written.RecordExists);
        Assert.NotNull(written.ETag);

        await DisposeAsync();
        await InitializeAsync();
        GrainState<Snapshot> read = await ReadAsync();

        Assert.Equal(41, read.State!.Sequence);
        Assert.Equal(["é", "b"], read.State.Items);
        Assert.Equal((written.ETag, true), (read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task A_state_that_was_never_written_is_new_and_does_not_exist()
    {
        GrainState<Counter> counter = new(new Counter { Value = 5 }, "old") { RecordExists = true };
        await Storage.ReadStateAsync("s", Mailbox, counter).SoonAsync();
        GrainState<Snapshot> snapshot = await ReadAsync();

        Assert.Equal((0, null, false), (counter.State!.Value, counter.ETag, counter.RecordExists));
        Assert.Equal((null, null, false), (snapshot.State, snapshot.ETag, snapshot.RecordExists));
    }

    [Fact]
    public async Task States_of_other_names_and_grains_are_apart()
    {
        await WriteAsync(1);
        await Storage.WriteStateAsync("t", Mailbox, new GrainState<Snapshot>(new Snapshot(2, []))).SoonAsync();
        GrainId other = GrainId.Create("mailbox", "other");
        await Storage.WriteStateAsync("s", other, new GrainState<Snapshot>(new Snapshot(3, []))).SoonAsync();

        Assert.Equal(1, (await ReadAsync()).State!.Sequence);
    }

    [Fact]
    public async Task Each_write_has_a_new_version_and_needs_the_last_one()
    {
        GrainState<Snapshot> state = await WriteAsync(1);
        string? first = state.ETag;
        state.State = new Snapshot(2, []);
        await Storage.WriteStateAsync("s", Mailbox, state).SoonAsync();
        Assert.NotEqual(first, state.ETag);

        GrainState<Snapshot> stale = new(new Snapshot(9, []), first);
        InconsistentStateException error = await Assert.ThrowsAsync<InconsistentStateException>(
            () => Storage.WriteStateAsync("s", Mailbox, stale).SoonAsync());

        Assert.Equal((state.ETag, first), (error.StoredEtag, error.CurrentEtag));
        Assert.Equal(2, (await ReadAsync()).State!.Sequence);
    }

    [Fact]
    public async Task A_first_write_is_refused_when_someone_else_wrote_first()
    {
        await WriteAsync(1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(2));

        Assert.Equal(1, (await ReadAsync()).State!.Sequence);
    }

    [Fact]
    public async Task Of_many_writers_with_one_version_exactly_one_wins()
    {
        GrainState<Snapshot> state = await WriteAsync(0);
        Task[] rivals =
        [
            .. Enumerable.Range(1, 20).Select(n =>
                Storage.WriteStateAsync("s", Mailbox, new GrainState<Snapshot>(new Snapshot(n, []), state.ETag))),
        ];
        await Task.WhenAll(rivals).ContinueWith(_ => { }, TaskScheduler.Default).SoonAsync();

        _ = Assert.Single(rivals, rival => rival.IsCompletedSuccessfully);
        Assert.All(
            rivals.Where(rival => rival.IsFaulted),
            rival => Assert.IsType<InconsistentStateException>(rival.Exception!.InnerException));
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_its_version_is_worth_nothing_later()
    {
        GrainState<Snapshot> state = await WriteAsync(1);
        string? before = state.ETag;
        await Storage.ClearStateAsync("s", Mailbox, state).SoonAsync();
        Assert.Equal((null, null, false), (state.State, state.ETag, state.RecordExists));
        Assert.False((await ReadAsync()).RecordExists);

        await WriteAsync(2);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage
            .WriteStateAsync("s", Mailbox, new GrainState<Snapshot>(new Snapshot(3, []), before))
            .SoonAsync());
    }

    [Fact]
    public async Task Clearing_needs_the_last_version_and_clearing_nothing_is_fine()
    {
        await Storage.ClearStateAsync("s", Mailbox, new GrainState<Snapshot>()).SoonAsync();
        await WriteAsync(1);

        await Assert.ThrowsAsync<InconsistentStateException>(
            () => Storage.ClearStateAsync("s", Mailbox, new GrainState<Snapshot>(null, "wrong")).SoonAsync());
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => Storage.ClearStateAsync("s", Mailbox, new GrainState<Snapshot>()).SoonAsync());

        Assert.True((await ReadAsync()).RecordExists);
    }

    /// <summary>Opens what is stored, also again.</summary>
    protected abstract Task<IGrainStorage> OpenAsync();

    protected abstract Task CloseAsync();

    private async Task<GrainState<Snapshot>> WriteAsync(long sequence)
    {
        GrainState<Snapshot> state = new(new Snapshot(sequence, []));
        await Storage.WriteStateAsync("s", Mailbox, state).SoonAsync();
        return state;
    }

    private async Task<GrainState<Snapshot>> ReadAsync()
    {
        GrainState<Snapshot> state = new();
        await Storage.ReadStateAsync("s", Mailbox, state).SoonAsync();
        return state;
    }

    private sealed record Snapshot(long Sequence, string[] Items);

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
