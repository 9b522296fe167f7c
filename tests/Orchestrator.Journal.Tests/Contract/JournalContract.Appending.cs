namespace Orchestrator.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task An_acknowledged_row_is_there_unchanged_after_reopening()
    {
        JournalAppend row = new(
            "agent/ü-1", 1, 2, "sent,read", """[{"text":"日本 \u0000 \"x\""},{}]""", """{"by":"agent_1"}""", Rows.At);

        long position = await Journal.AppendAsync(row, None).SoonAsync();
        await ReopenAsync();

        JournalEntry entry = Assert.Single(await Journal.ReadGrainAsync("agent/ü-1", 1, 10, None));
        Assert.Equal(
            new JournalEntry(position, row.Grain, row.Sequence, row.Type, row.Payload, row.Metadata, row.At), entry);
        Assert.Equal(position, Journal.LastPosition);
        Assert.Equal(position, await Journal.GetLastPositionAsync(None));
    }

    [Fact]
    public async Task A_new_journal_is_empty_and_its_first_position_is_above_0()
    {
        Assert.Equal(0, Journal.LastPosition);
        Assert.Equal(0, await Journal.GetLastPositionAsync(None));
        Assert.Empty(await Journal.ReadAsync(0, 10, 1000, None));

        AssertFirst(await Journal.AppendAsync(Row("a", 1), None).SoonAsync());
    }

    [Fact]
    public async Task Positions_go_on_where_they_were_after_reopening()
    {
        long before = await Journal.AppendAsync(Row("a", 1), None).SoonAsync();
        await ReopenAsync();

        long after = await Journal.AppendAsync(Row("a", 2), None).SoonAsync();

        Assert.True(after > before);
    }

    [Fact]
    public async Task Of_two_writers_at_one_sequence_exactly_one_wins_and_the_other_is_told()
    {
        for (long sequence = 1; sequence <= 50; sequence++)
        {
            Task<long>[] rivals =
            [
                Journal.AppendAsync(Row("a", sequence), None).SoonAsync(),
                Journal.AppendAsync(Row("a", sequence), None).SoonAsync(),
            ];
            await Task.WhenAll(rivals).ContinueWith(_ => { }, TaskScheduler.Default);

            Task<long> loser = Assert.Single(rivals, rival => rival.IsFaulted);
            JournalConflictException conflict = Assert.IsType<JournalConflictException>(loser.Exception!.InnerException);
            Assert.Equal("a", conflict.Grain);
            Assert.Equal(sequence, conflict.Sequence);
        }

        Assert.Equal(50, (await Journal.ReadGrainAsync("a", 1, 1000, None)).Count);
    }

    [Fact]
    public async Task A_stale_activation_collides_with_the_row_it_has_missed()
    {
        await Journal.AppendAsync(Row("a", 1, events: 3), None).SoonAsync();
        await Journal.AppendAsync(Row("a", 4), None).SoonAsync();

        await Assert.ThrowsAsync<JournalConflictException>(() => Journal.AppendAsync(Row("a", 1), None).SoonAsync());
        await Assert.ThrowsAsync<JournalConflictException>(() => Journal.AppendAsync(Row("a", 4), None).SoonAsync());
        Assert.Equal([1, 4], (await Journal.ReadGrainAsync("a", 1, 10, None)).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Rows_appended_together_stand_together_in_the_order_given()
    {
        IReadOnlyList<long> positions = await Journal
            .AppendAsync([Row("b", 1), Row("a", 1, events: 2), Row("a", 3)], None)
            .SoonAsync();

        Assert.Equal(positions.Order(), positions);
        List<JournalEntry> entries = await Journal.ReadToEndAsync();
        Assert.Equal(positions, entries.Select(entry => entry.Position));
        Assert.Equal([("b", 1), ("a", 1), ("a", 3)], entries.Select(entry => (entry.Grain, entry.Sequence)));
    }

    [Fact]
    public async Task Of_rows_appended_together_nothing_is_written_when_one_conflicts()
    {
        await Journal.AppendAsync(Row("a", 1), None).SoonAsync();

        JournalConflictException conflict = await Assert.ThrowsAsync<JournalConflictException>(
            () => Journal.AppendAsync([Row("b", 1), Row("c", 1), Row("a", 1), Row("d", 1)], None).SoonAsync());

        Assert.Equal(("a", 1), (conflict.Grain, conflict.Sequence));
        Assert.Single(await Journal.ReadToEndAsync());
        await Journal.AppendAsync([Row("b", 1), Row("c", 1), Row("a", 2), Row("d", 1)], None).SoonAsync();
        Assert.Equal(5, (await Journal.ReadToEndAsync()).Count);
    }

    [Fact]
    public async Task Of_rows_appended_together_nothing_is_written_when_two_of_them_collide()
    {
        await Assert.ThrowsAsync<JournalConflictException>(
            () => Journal.AppendAsync([Row("a", 1), Row("a", 1)], None).SoonAsync());

        Assert.Empty(await Journal.ReadToEndAsync());
    }

    [Fact]
    public async Task Of_many_rows_appended_together_nothing_is_written_when_the_last_one_repeats_the_first()
    {
        JournalAppend[] rows = [.. Enumerable.Range(1, 100).Select(sequence => Row("a", sequence)), Row("a", 1)];

        JournalConflictException conflict = await Assert.ThrowsAsync<JournalConflictException>(
            () => Journal.AppendAsync(rows, None).SoonAsync());

        Assert.Equal(("a", 1), (conflict.Grain, conflict.Sequence));
        Assert.Empty(await Journal.ReadToEndAsync());
    }

    [Fact]
    public async Task A_conflict_leaves_its_neighbours_alone()
    {
        await Journal.AppendAsync(Row("taken", 1), None).SoonAsync();
        List<Task<long>> neighbours = [];
        List<Task> conflicts = [];
        for (int index = 0; index < 200; index++)
        {
            neighbours.Add(Journal.AppendAsync(Row($"single-{index}", 1), None).SoonAsync());
            conflicts.Add(Journal.AppendAsync(Row("taken", 1), None).SoonAsync());
            conflicts.Add(Journal.AppendAsync([Row($"lost-{index}", 1), Row("taken", 1)], None).SoonAsync());
        }

        long[] positions = await Task.WhenAll(neighbours);
        foreach (Task conflict in conflicts)
            await Assert.ThrowsAsync<JournalConflictException>(() => conflict);

        List<JournalEntry> entries = await Journal.ReadToEndAsync();
        Assert.Equal(positions.Order(), entries.Skip(1).Select(entry => entry.Position));
        Assert.DoesNotContain(entries, entry => entry.Grain.StartsWith("lost", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 1, 1, "t", "[]", "{}", "Grain")]
    [InlineData("a", 0, 1, "t", "[]", "{}", "Sequence")]
    [InlineData("a", 1, 0, "t", "[]", "{}", "EventCount")]
    [InlineData("a", long.MaxValue, 1, "t", "[]", "{}", "EventCount")]
    [InlineData("a", 1, 1, "", "[]", "{}", "Type")]
    [InlineData("a", 1, 1, "t", "{}", "{}", "Payload")]
    [InlineData("a", 1, 1, "t", "[]", "", "Metadata")]
    public async Task A_row_of_the_wrong_shape_is_refused_by_the_name_of_the_property(
        string grain, long sequence, int events, string type, string payload, string metadata, string property)
    {
        JournalAppend row = new(grain, sequence, events, type, payload, metadata, Rows.At);

        ArgumentException single = await Assert.ThrowsAsync<ArgumentException>(() => Journal.AppendAsync(row, None).SoonAsync());
        ArgumentException together =
            await Assert.ThrowsAsync<ArgumentException>(() => Journal.AppendAsync([Row("b", 1), row], None).SoonAsync());

        Assert.Contains(property, single.Message, StringComparison.Ordinal);
        Assert.Contains(property, together.Message, StringComparison.Ordinal);
        Assert.Empty(await Journal.ReadToEndAsync());
    }

    [Fact]
    public async Task Appending_no_rows_together_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Journal.AppendAsync([], None).SoonAsync());

    /// <summary>A dialect that knows its first position says so.</summary>
    protected virtual void AssertFirst(long position) => Assert.True(position > 0);
}
