using System.Collections.Concurrent;
using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

/// <summary>The server goes and comes back while processes append and read.</summary>
public sealed class RestartTests
{
    private const int Grains = 16;

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Through_restarts_under_load_every_acknowledged_row_stays_and_none_is_there_twice(bool immediate)
    {
        await using PostgresServer server = await PostgresServer.StartNewAsync();
        string database = await server.CreateDatabaseAsync();
        await using PostgresNode one = await PostgresNode.OpenAsync(database);
        await using PostgresNode other = await PostgresNode.OpenAsync(database);
        ConcurrentQueue<(string Grain, long Sequence, long Position)> acknowledged = new();
        using CancellationTokenSource stop = new();
        Task writing = Task.WhenAll(Enumerable.Range(0, Grains).Select(index => Task.Run(
            () => WriteAsync(index % 2 == 0 ? one.Journal : other.Journal, $"grain-{index}", acknowledged, stop.Token))));
        List<JournalEntry> seen = [];
        Task reading = Task.Run(() => FollowAsync(other.Journal, seen, stop.Token));

        for (int round = 0; round < 3; round++)
        {
            int before = acknowledged.Count;
            await Eventually.TrueAsync(() => acknowledged.Count > before + 200);
            await server.RestartAsync(immediate);
        }

        int after = acknowledged.Count;
        await Eventually.TrueAsync(() => acknowledged.Count > after + 200);
        await stop.CancelAsync();
        await writing.SoonAsync();
        await reading.SoonAsync();

        List<JournalEntry> entries = await one.Journal.ReadToEndAsync();
        HashSet<(string, long, long)> there = [.. entries.Select(entry => (entry.Grain, entry.Sequence, entry.Position))];
        Assert.All(acknowledged, row => Assert.Contains(row, there));
        Assert.All(
            entries.GroupBy(entry => entry.Grain),
            grain => Assert.Equal(Enumerable.Range(1, grain.Count()).Select(n => (long)n), grain.Select(entry => entry.Sequence)));
        Assert.Equal(entries.Take(seen.Count), seen);
    }

    [Fact]
    public async Task An_append_waits_a_while_for_a_server_that_is_gone_and_fails_as_not_written_then()
    {
        await using PostgresServer server = await PostgresServer.StartNewAsync(durable: false);
        string database = await server.CreateDatabaseAsync();
        await using PostgresNode node = await PostgresNode.OpenAsync(database, options => options.ReconnectTimeout = TimeSpan.FromSeconds(1));
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        await server.StopAsync();
        // The first may have been sent before the loss was known.
        await Assert.ThrowsAsync<JournalUnavailableException>(() => node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync());

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => node.Journal.AppendAsync(Rows.Row("b", 1), None).SoonAsync());
        JournalUnavailableException read = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => node.Journal.ReadGrainAsync("a", 1, 10, None).SoonAsync());
        await server.StartAsync();

        Assert.Equal((JournalUnavailableReason.Disconnected, JournalWriteOutcome.NotWritten), (error.Reason, error.Outcome));
        Assert.Equal(JournalUnavailableReason.Disconnected, read.Reason);
        await node.Journal.AppendAsync(Rows.Row("b", 1), None).SoonAsync();
        Assert.Single(await node.Journal.ReadGrainAsync("b", 1, 10, None));
    }

    [Fact]
    public async Task What_no_standby_has_is_not_acknowledged_where_one_is_asked_for()
    {
        await using PostgresServer server = await PostgresServer.StartNewAsync(durable: false);
        string database = await server.CreateDatabaseAsync();
        await using PostgresNode node = await PostgresNode.OpenAsync(database, options =>
        {
            options.CommandTimeout = TimeSpan.FromSeconds(1);
            options.ReconnectTimeout = TimeSpan.FromSeconds(2);
        });
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        await server.ExecuteAsync("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        await server.ExecuteAsync("postgres", "SELECT pg_reload_conf()");

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync());

        Assert.Equal(JournalWriteOutcome.Unknown, error.Outcome);
        await server.ExecuteAsync("postgres", "ALTER SYSTEM RESET synchronous_standby_names");
        await server.ExecuteAsync("postgres", "SELECT pg_reload_conf()");
        await node.Journal.AppendAsync(Rows.Row("a", 3), None).SoonAsync();
        Assert.Equal(3, (await node.Journal.ReadToEndAsync()).Count);
    }

    // As a grain does it: what is not written is tried again; what may be written is looked up, and may come even after that, from a
    // session that is ending: then the fence refuses what was decided without it.
    private static async Task WriteAsync(
        PostgresJournal journal, string grain, ConcurrentQueue<(string Grain, long Sequence, long Position)> acknowledged, CancellationToken stop)
    {
        long sequence = 1;
        bool mayStillCome = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                long position = await journal.AppendAsync(Rows.Row(grain, sequence), None);
                acknowledged.Enqueue((grain, sequence, position));
                sequence++;
                mayStillCome = false;
            }
            catch (JournalUnavailableException error)
            {
                mayStillCome |= error.Outcome == JournalWriteOutcome.Unknown;
                sequence = await NextAsync(journal, grain);
            }
            catch (JournalConflictException) when (mayStillCome)
            {
                sequence = await NextAsync(journal, grain);
            }
        }
    }

    private static async Task<long> NextAsync(PostgresJournal journal, string grain)
    {
        while (true)
        {
            try
            {
                return (await journal.ReadGrainAsync(grain, 1, int.MaxValue, None)).Count + 1;
            }
            catch (JournalUnavailableException)
            {
                // Not back yet.
            }
        }
    }

    private static async Task FollowAsync(PostgresJournal journal, List<JournalEntry> seen, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                long last = seen.Count == 0 ? 0 : seen[^1].Position;
                await journal.WaitForAppendAsync(last, stop);
                seen.AddRange(await journal.ReadAsync(last, 100, 1_000_000, stop));
            }
            catch (Exception e) when (e is JournalUnavailableException or OperationCanceledException)
            {
                // Again, from where it was.
            }
        }
    }
}
