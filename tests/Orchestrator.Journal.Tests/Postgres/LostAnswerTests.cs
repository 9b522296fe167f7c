using Npgsql;
using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

/// <summary>The connection breaks while a commit is under way: what became of it is found out.</summary>
public sealed class LostAnswerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_acknowledged_with_its_position_and_written_once()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await using LossyConnection way = new(server.Port);
        await using PostgresNode node = await OpenAsync(database, way);
        await using PostgresNode witness = await PostgresNode.OpenAsync(database);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();

        way.LoseAnswers();
        Task<IReadOnlyList<long>> append = node.Journal.AppendAsync([Rows.Row("a", 2), Rows.Row("b", 1)], None).SoonAsync();
        while ((await witness.Journal.ReadGrainAsync("b", 1, 10, None)).Count == 0)
            Assert.False(append.IsCompleted);
        way.Break();

        IReadOnlyList<long> positions = await append;
        // Other tests hold the server's horizon back now and then; what the witness knows of, it waits for.
        Assert.Equal(positions[^1], await witness.Journal.GetLastPositionAsync(None));
        Assert.Equal(
            positions, (await witness.Journal.ReadToEndAsync()).Skip(1).Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_commit_that_did_not_reach_the_server_is_made_over_another_connection()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await using LossyConnection way = new(server.Port);
        await using PostgresNode node = await OpenAsync(database, way);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();

        way.LoseRequests();
        Task<long> append = node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync();
        Assert.False(append.IsCompleted);
        way.Break();

        long position = await append;
        Assert.Equal(position, (await node.Journal.ReadToEndAsync())[1].Position);
    }

    [Fact]
    public async Task Another_writers_row_at_the_place_of_a_lost_one_is_a_conflict()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await using LossyConnection way = new(server.Port);
        await using PostgresNode node = await OpenAsync(database, way);
        await using PostgresNode rival = await PostgresNode.OpenAsync(database);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();

        way.LoseRequests();
        Task<long> append = node.Journal.AppendAsync(Rows.Row("a", 2, text: "mine"), None).SoonAsync();
        await rival.Journal.AppendAsync(Rows.Row("a", 2, text: "theirs"), None).SoonAsync();
        way.Break();

        await Assert.ThrowsAsync<JournalConflictException>(() => append);
        Assert.Equal("[\"theirs\"]", (await rival.Journal.ReadGrainAsync("a", 2, 1, None))[0].Payload.ToString());
    }

    [Fact]
    public async Task Commits_whose_sessions_an_operator_ends_are_acknowledged_once()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await using PostgresNode node = await PostgresNode.OpenAsync(database);
        Task<long>[] appends = [];
        for (int round = 0; round < 5; round++)
        {
            appends = [.. appends, .. Enumerable.Range(1, 300).Select(n => node.Journal.AppendAsync(Rows.Row($"g-{round}", n), None).SoonAsync())];
            await server.ExecuteAsync(
                "postgres",
                $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{new NpgsqlConnectionStringBuilder(database).Database}'");
        }

        long[] positions = await Task.WhenAll(appends);
        Assert.Equal(positions.Order(), (await node.Journal.ReadToEndAsync()).Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_session_that_ended_while_nothing_was_appended_costs_no_append()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await using LossyConnection way = new(server.Port);
        await using PostgresNode node = await OpenAsync(database, way, keepAliveSeconds: 1);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        int open = way.Taken - way.Left;

        await server.ExecuteAsync(
            "postgres",
            $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{new NpgsqlConnectionStringBuilder(database).Database}'");
        await Eventually.TrueAsync(() => way.Left >= open); // the driver has noticed

        await node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync();
        Assert.Equal(2, (await node.Journal.ReadToEndAsync()).Count);
    }

    private static Task<PostgresNode> OpenAsync(string database, LossyConnection way, int keepAliveSeconds = 0) => PostgresNode.OpenAsync(
        new NpgsqlConnectionStringBuilder(database) { Port = way.Port, KeepAlive = keepAliveSeconds }.ConnectionString,
        options => options.WriterConnections = 1);
}
