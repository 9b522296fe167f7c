using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

public sealed class SeveralProcessesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_row_of_one_process_wakes_readers_of_another_which_are_told_of_it()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using PostgresNode writer = await PostgresNode.OpenAsync(database);
        await using PostgresNode reader = await PostgresNode.OpenAsync(database, options => options.PollInterval = TimeSpan.FromMinutes(1));
        for (int sequence = 1; sequence <= 20; sequence++)
        {
            Task wait = reader.Journal.WaitForAppendAsync(reader.Journal.LastPosition, None).AsTask();

            long position = await writer.Journal.AppendAsync(Rows.Row("a", sequence), None).SoonAsync();

            await wait.WaitAsync(TimeSpan.FromSeconds(20), None); // Less than the poll.
            Assert.Equal(position, (await reader.Journal.ReadAsync(0, 100, 1_000_000, None))[^1].Position);
        }
    }

    [Fact]
    public async Task A_row_that_nobody_told_of_is_found_by_looking()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using PostgresNode reader = await PostgresNode.OpenAsync(database, options => options.PollInterval = TimeSpan.FromMilliseconds(10));
        Task wait = reader.Journal.WaitForAppendAsync(0, None).AsTask();

        await using ForeignTransaction silent = await ForeignTransaction.BeginAsync(database, "silent", 1);
        await silent.CommitAsync();

        await wait.SoonAsync();
        Assert.Equal("silent", Assert.Single(await reader.Journal.ReadAsync(0, 10, 1_000, None)).Grain);
    }

    [Fact]
    public async Task Of_the_same_grain_in_two_processes_one_wins_each_sequence()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using PostgresNode one = await PostgresNode.OpenAsync(database);
        await using PostgresNode other = await PostgresNode.OpenAsync(database);
        bool[][] won = await Task.WhenAll(RunAsync(one.Journal), RunAsync(other.Journal));

        Assert.All(won[0].Zip(won[1]), pair => Assert.True(pair.First ^ pair.Second));
        Assert.Equal(2 * 100, (await one.Journal.ReadToEndAsync()).Count);

        // Pairs in opposite orders, so that the transactions also wait for each other in a circle.
        static async Task<bool[]> RunAsync(PostgresJournal journal) => await Task.WhenAll(Enumerable.Range(1, 100).Select(async n =>
        {
            try
            {
                await journal.AppendAsync([Rows.Row($"a-{n % 7}", n), Rows.Row($"b-{n % 7}", n)], None).SoonAsync();
                return true;
            }
            catch (JournalConflictException)
            {
                return false;
            }
        }));
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_both_open()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        PostgresNode[] nodes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostgresNode.OpenAsync(database)));

        long[] positions = await Task.WhenAll(nodes.Select((node, index) => node.Journal.AppendAsync(Rows.Row($"g-{index}", 1), None).SoonAsync()));

        Assert.Equal(positions.Order(), (await nodes[0].Journal.ReadToEndAsync()).Select(entry => entry.Position));
        foreach (PostgresNode node in nodes)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task Positions_go_on_above_those_of_a_dump_from_a_cluster_with_higher_transaction_ids()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await using (PostgresNode before = await PostgresNode.OpenAsync(database))
            await before.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        await server.ExecuteAsync(
            new Npgsql.NpgsqlConnectionStringBuilder(database).Database!,
            "UPDATE journal SET position = position + (1000000::bigint << 12)");

        await using PostgresNode after = await PostgresNode.OpenAsync(database);
        long last = after.Journal.LastPosition;
        long next = await after.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync();

        Assert.True(next > last);
        Assert.Equal([last, next], (await after.Journal.ReadToEndAsync()).Select(entry => entry.Position));
    }
}
