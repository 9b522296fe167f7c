namespace Orchestrator.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task A_grain_is_read_from_the_row_that_contains_the_sequence()
    {
        await Journal.AppendAsync([Row("a", 1, 3), Row("a", 4, 1), Row("a", 5, 2), Row("ab", 1)], None).SoonAsync();

        Assert.Equal([1, 4, 5], await SequencesFrom(1));
        Assert.Equal([1, 4, 5], await SequencesFrom(3));
        Assert.Equal([4, 5], await SequencesFrom(4));
        Assert.Equal([5], await SequencesFrom(6));
        Assert.Empty(await SequencesFrom(7));

        async Task<IEnumerable<long>> SequencesFrom(long sequence) =>
            (await Journal.ReadGrainAsync("a", sequence, 100, None)).Select(entry => entry.Sequence);
    }

    [Fact]
    public async Task A_grain_is_read_in_pages_and_an_unknown_one_is_empty()
    {
        for (int sequence = 1; sequence <= 7; sequence++)
            await Journal.AppendAsync(Row("a", sequence), None).SoonAsync();

        Assert.Equal([1, 2, 3], (await Journal.ReadGrainAsync("a", 1, 3, None)).Select(entry => entry.Sequence));
        Assert.Equal([4, 5, 6], (await Journal.ReadGrainAsync("a", 4, 3, None)).Select(entry => entry.Sequence));
        Assert.Equal([7], (await Journal.ReadGrainAsync("a", 7, 3, None)).Select(entry => entry.Sequence));
        Assert.Empty(await Journal.ReadGrainAsync("unknown", 1, 3, None));
    }

    [Fact]
    public async Task The_tail_ends_at_the_row_with_which_the_bytes_are_reached()
    {
        for (int sequence = 1; sequence <= 5; sequence++)
            await Journal.AppendAsync(Rows.Row("a", sequence, text: new string('x', 1000)), None).SoonAsync();

        Assert.Single(await Journal.ReadAsync(0, 100, 1, None));
        Assert.Equal(2, (await Journal.ReadAsync(0, 100, 2000, None)).Count);
        Assert.Equal(5, (await Journal.ReadAsync(0, 100, long.MaxValue, None)).Count);
        Assert.Equal(3, (await Journal.ReadAsync(0, 3, long.MaxValue, None)).Count);
    }

    [Fact]
    public async Task The_tail_read_while_32_tasks_write_is_in_order_without_gaps_and_misses_nothing()
    {
        const int writers = 32;
        const int rowsEach = 40;
        Task writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (int sequence = 1; sequence <= rowsEach; sequence++)
                await Journal.AppendAsync(Row($"grain-{writer}", sequence), None);
        })));

        List<JournalEntry> seen = [];
        while (seen.Count < writers * rowsEach)
        {
            long last = seen.Count == 0 ? 0 : seen[^1].Position;
            await Journal.WaitForAppendAsync(last, None).SoonAsync();
            seen.AddRange(await Journal.ReadAsync(last, 17, 100_000, None));
        }

        await writing.SoonAsync();
        Assert.Equal(seen.Select(entry => entry.Position).Order().Distinct(), seen.Select(entry => entry.Position));
        Assert.All(
            seen.GroupBy(entry => entry.Grain),
            grain => Assert.Equal(Enumerable.Range(1, rowsEach).Select(n => (long)n), grain.Select(entry => entry.Sequence)));
        await AssertGapFreeAsync(seen);
    }

    [Fact]
    public async Task A_row_is_readable_as_soon_as_it_is_acknowledged()
    {
        for (int sequence = 1; sequence <= 100; sequence++)
        {
            long position = await Journal.AppendAsync(Row("a", sequence), None).SoonAsync();

            Assert.Equal(position, Assert.Single(await Journal.ReadAsync(position - 1, 10, 1000, None)).Position);
            Assert.Equal(position, Assert.Single(await Journal.ReadGrainAsync("a", sequence, 10, None)).Position);
            Assert.True(Journal.LastPosition >= position);
        }
    }

    [Fact]
    public async Task Wrong_read_limits_are_refused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.ReadAsync(-1, 1, 1, None).SoonAsync());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.ReadAsync(0, 0, 1, None).SoonAsync());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.ReadAsync(0, 1, 0, None).SoonAsync());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.ReadGrainAsync("", 1, 1, None).SoonAsync());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.ReadGrainAsync("a", 0, 1, None).SoonAsync());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.ReadGrainAsync("a", 1, 0, None).SoonAsync());
    }

    /// <summary>A dialect whose positions have no gaps says so.</summary>
    protected virtual Task AssertGapFreeAsync(IReadOnlyList<JournalEntry> all) => Task.CompletedTask;
}
