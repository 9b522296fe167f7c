using Npgsql;
using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

/// <summary>Journals that have to be their database's only one.</summary>
public sealed class SingleProcessTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_second_one_is_refused_until_the_first_is_closed()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using (PostgresNode first = await OpenAsync(database))
        {
            Assert.False(first.Journal.IsShared);
            await first.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();

            await Assert.ThrowsAsync<JournalInUseException>(() => OpenAsync(database));

            await first.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync();
        }

        await using PostgresNode second = await OpenAsync(database);
        Assert.Equal(2, (await second.Journal.ReadToEndAsync()).Count);
    }

    [Fact]
    public async Task One_that_lost_all_its_connections_takes_the_journal_again_and_goes_on()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await using PostgresNode node = await OpenAsync(database);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();

        await server.ExecuteAsync(
            "postgres",
            $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{new NpgsqlConnectionStringBuilder(database).Database}'");
        await node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync();

        Assert.Equal(2, (await node.Journal.ReadToEndAsync()).Count);
        await Assert.ThrowsAsync<JournalInUseException>(() => OpenAsync(database));
    }

    private static Task<PostgresNode> OpenAsync(string database) =>
        PostgresNode.OpenAsync(database, options => options.SingleProcess = true);
}
