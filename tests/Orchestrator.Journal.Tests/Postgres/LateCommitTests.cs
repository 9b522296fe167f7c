using Microsoft.Extensions.Logging;

namespace Orchestrator.Journal.Tests.Postgres;

/// <summary>Transactions commit in another order than their rows' positions; readers must not notice.</summary>
public sealed class LateCommitTests(OwnPostgresServer own) : IClassFixture<OwnPostgresServer>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_row_that_is_committed_late_is_read_before_those_it_precedes()
    {
        string database = await own.Server.CreateDatabaseAsync();
        await using PostgresNode node = await PostgresNode.OpenAsync(database);
        await using ForeignTransaction late = await ForeignTransaction.BeginAsync(database, "late", 1);

        long early = await node.Journal.AppendAsync(Rows.Row("early", 1), None).SoonAsync();
        Task<IReadOnlyList<JournalEntry>> read = node.Journal.ReadAsync(0, 10, 100_000, None).AsTask();
        Assert.Equal("early", Assert.Single(await node.Journal.ReadGrainAsync("early", 1, 10, None)).Grain);
        Assert.False(read.IsCompleted);
        await late.CommitAsync();

        IReadOnlyList<JournalEntry> rows = await read.SoonAsync();
        Assert.True(late.Position < early);
        Assert.Equal(
            [("late", late.Position), ("early", early)], rows.Select(row => (row.Grain, row.Position)));
    }

    [Fact]
    public async Task A_row_that_is_rolled_back_holds_nobody_up_any_more()
    {
        string database = await own.Server.CreateDatabaseAsync();
        await using PostgresNode node = await PostgresNode.OpenAsync(database);
        await using ForeignTransaction never = await ForeignTransaction.BeginAsync(database, "never", 1);
        await node.Journal.AppendAsync(Rows.Row("early", 1), None).SoonAsync();
        Task<IReadOnlyList<JournalEntry>> read = node.Journal.ReadAsync(0, 10, 100_000, None).AsTask();

        await never.RollBackAsync();

        Assert.Equal("early", Assert.Single(await read.SoonAsync()).Grain);
    }

    [Fact]
    public async Task A_read_that_is_held_up_for_too_long_fails_as_busy_and_is_never_empty()
    {
        string database = await own.Server.CreateDatabaseAsync();
        await using PostgresNode node = await PostgresNode.OpenAsync(
            database, options => options.HorizonTimeout = TimeSpan.FromSeconds(1));
        await using ForeignTransaction late = await ForeignTransaction.BeginAsync(database, "late", 1);
        await node.Journal.AppendAsync(Rows.Row("early", 1), None).SoonAsync();

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => node.Journal.ReadAsync(0, 10, 100_000, None).SoonAsync());

        Assert.Equal(JournalUnavailableReason.Busy, error.Reason);
    }

    [Fact]
    public async Task Who_holds_readers_up_for_more_than_5_seconds_is_named_once_and_not_what_it_does()
    {
        string database = await own.Server.CreateDatabaseAsync();
        using LogLines log = new(LogLevel.Warning);
        await using PostgresNode node = await PostgresNode.OpenAsync(database, logs: log);
        await using ForeignTransaction late = await ForeignTransaction.BeginAsync(database, "late", 1);
        await node.Journal.AppendAsync(Rows.Row("early", 1), None).SoonAsync();
        Task<IReadOnlyList<JournalEntry>> read = node.Journal.ReadAsync(0, 10, 100_000, None).AsTask();

        await late.SleepAsync(6); // By the server's clock, which the age is told by.
        await Eventually.TrueAsync(() => log.Lines.Any(line => line.Contains("still runs", StringComparison.Ordinal)));
        await late.CommitAsync();
        await read.SoonAsync();

        string warning = Assert.Single(log.Lines, line => line.Contains("still runs", StringComparison.Ordinal));
        Assert.Contains($"pid {((long)late.Pid).Name()}", warning, StringComparison.Ordinal);
        Assert.Contains("'foreigner'", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("pg_sleep", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_reader_sees_each_row_of_many_dawdling_writers_once_and_in_order(int seed)
    {
        const int writers = 12;
        const int rowsEach = 25;
        string database = await own.Server.CreateDatabaseAsync();
        await using PostgresNode one = await PostgresNode.OpenAsync(database);
        await using PostgresNode other = await PostgresNode.OpenAsync(database);
        await using PostgresNode reader = await PostgresNode.OpenAsync(database);
        Task writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            Random random = new(HashCode.Combine(seed, writer));
            for (int sequence = 1; sequence <= rowsEach; sequence++)
            {
                if (writer % 3 == 0)
                    await DawdleAsync(database, $"grain-{writer}", sequence, random);
                else
                    await (writer % 3 == 1 ? one : other).Journal.AppendAsync(Rows.Row($"grain-{writer}", sequence), None);
            }
        })));

        List<JournalEntry> seen = [];
        while (seen.Count < writers * rowsEach)
        {
            long last = seen.Count == 0 ? 0 : seen[^1].Position;
            await reader.Journal.WaitForAppendAsync(last, None).SoonAsync();
            IReadOnlyList<JournalEntry> page = await reader.Journal.ReadAsync(last, 7, 100_000, None).SoonAsync();
            Assert.NotEmpty(page);
            seen.AddRange(page);
        }

        await writing.SoonAsync();
        Assert.Equal(seen.Select(entry => entry.Position).Order().Distinct(), seen.Select(entry => entry.Position));
        Assert.All(
            seen.GroupBy(entry => entry.Grain),
            grain => Assert.Equal(Enumerable.Range(1, rowsEach).Select(n => (long)n), grain.Select(entry => entry.Sequence)));
        Assert.Equal(seen, await one.Journal.ReadToEndAsync());
    }

    private static async Task DawdleAsync(string database, string grain, int sequence, Random random)
    {
        await using ForeignTransaction foreign = await ForeignTransaction.BeginAsync(database, grain, sequence);
        await foreign.SleepAsync(random.NextDouble() * 0.03);
        if (random.Next(4) == 0)
        {
            await foreign.RollBackAsync();
            await DawdleAsync(database, grain, sequence, random);
        }
        else
        {
            await foreign.CommitAsync();
        }
    }
}
