namespace Orchestrator.Journal.Tests.Reminders;

/// <summary>What the reminder table does on both databases.</summary>
public abstract class ReminderTableContract : IAsyncLifetime
{
    private static readonly GrainId Task1 = GrainId.Create("task", "1/ü");
    private static readonly GrainId Task2 = GrainId.Create("task", "2");

    private IReminderTable _table = null!;

    public async Task InitializeAsync()
    {
        _table = await OpenAsync();
        await _table.StartAsync();
    }

    public Task DisposeAsync() => CloseAsync();

    [Fact]
    public async Task A_reminder_is_read_as_it_was_written_also_after_reopening()
    {
        string? etag = await _table.UpsertRow(Entry(Task1, "lease")).SoonAsync();

        await DisposeAsync();
        await InitializeAsync();
        ReminderEntry? read = await _table.ReadRow(Task1, "lease").SoonAsync();

        Assert.NotNull(read);
        Assert.Equal((Task1, "lease", etag), (read.GrainId, read.ReminderName, read.ETag));
        Assert.Equal((new DateTime(2026, 11, 21, 8, 30, 0, 123, DateTimeKind.Utc), DateTimeKind.Utc), (read.StartAt, read.StartAt.Kind));
        Assert.Equal(TimeSpan.FromMinutes(5), read.Period);
    }

    [Fact]
    public async Task Writing_again_replaces_the_reminder_and_its_version()
    {
        string? first = await _table.UpsertRow(Entry(Task1, "lease")).SoonAsync();
        ReminderEntry changed = Entry(Task1, "lease");
        changed.Period = TimeSpan.FromDays(40);
        string? second = await _table.UpsertRow(changed).SoonAsync();

        ReminderEntry only = Assert.Single((await _table.ReadRows(Task1).SoonAsync()).Reminders);
        Assert.NotEqual(first, second);
        Assert.Equal((second, TimeSpan.FromDays(40)), (only.ETag, only.Period));
    }

    [Fact]
    public async Task The_reminders_of_a_grain_are_its_own()
    {
        await _table.UpsertRow(Entry(Task1, "b")).SoonAsync();
        await _table.UpsertRow(Entry(Task1, "a")).SoonAsync();
        await _table.UpsertRow(Entry(Task2, "a")).SoonAsync();

        Assert.Equal(["a", "b"], (await _table.ReadRows(Task1).SoonAsync()).Reminders.Select(row => row.ReminderName));
        Assert.Empty((await _table.ReadRows(GrainId.Create("task", "none")).SoonAsync()).Reminders);
        Assert.Null(await _table.ReadRow(Task1, "c").SoonAsync());
    }

    [Fact]
    public async Task Removing_needs_the_version_that_is_stored()
    {
        string? stale = await _table.UpsertRow(Entry(Task1, "lease")).SoonAsync();
        string? current = await _table.UpsertRow(Entry(Task1, "lease")).SoonAsync();

        Assert.False(await _table.RemoveRow(Task1, "lease", stale!).SoonAsync());
        Assert.False(await _table.RemoveRow(Task2, "lease", current!).SoonAsync());
        Assert.NotNull(await _table.ReadRow(Task1, "lease").SoonAsync());
        Assert.True(await _table.RemoveRow(Task1, "lease", current!).SoonAsync());
        Assert.False(await _table.RemoveRow(Task1, "lease", current!).SoonAsync());
        Assert.Null(await _table.ReadRow(Task1, "lease").SoonAsync());
    }

    [Fact]
    public async Task A_range_of_the_ring_is_above_its_begin_and_up_to_its_end_and_may_go_over_zero()
    {
        GrainId[] grains = [.. Enumerable.Range(0, 100).Select(n => GrainId.Create("task", $"{n}"))];
        foreach (GrainId grain in grains)
            await _table.UpsertRow(Entry(grain, "r")).SoonAsync();
        uint[] ring = [.. grains.Select(grain => grain.GetUniformHashCode()).Order()];
        (uint low, uint high) = (ring[20], ring[70]);

        await AssertRangeAsync(low, high, hash => hash > low && hash <= high);
        await AssertRangeAsync(high, low, hash => hash > high || hash <= low);
        await AssertRangeAsync(0, uint.MaxValue, hash => hash > 0);
        await AssertRangeAsync(low, low, _ => true);
        await AssertRangeAsync(0, 0, _ => true);

        async Task AssertRangeAsync(uint begin, uint end, Func<uint, bool> within) => Assert.Equal(
            ring.Where(within),
            (await _table.ReadRows(begin, end).SoonAsync()).Reminders.Select(row => row.GrainId.GetUniformHashCode()).Order());
    }

    [Fact]
    public async Task Clearing_for_tests_leaves_none()
    {
        await _table.UpsertRow(Entry(Task1, "a")).SoonAsync();
        await _table.UpsertRow(Entry(Task2, "a")).SoonAsync();

        await _table.TestOnlyClearTable().SoonAsync();

        Assert.Empty((await _table.ReadRows(0, 0).SoonAsync()).Reminders);
    }

    /// <summary>Opens what is stored, also again.</summary>
    protected abstract Task<IReminderTable> OpenAsync();

    protected abstract Task CloseAsync();

    private static ReminderEntry Entry(GrainId grain, string name) => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = Rows.At.UtcDateTime,
        Period = TimeSpan.FromMinutes(5),
    };
}
