using Npgsql;
using Orchestrator.Journal.Postgres;
using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

/// <summary>PostgreSQL's errors in the callers' words.</summary>
public sealed class PostgresFaultTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("53100", JournalUnavailableReason.Full)]
    [InlineData("58030", JournalUnavailableReason.InputOutput)]
    [InlineData("25006", JournalUnavailableReason.ReadOnly)]
    [InlineData("42501", JournalUnavailableReason.ReadOnly)]
    [InlineData("40001", JournalUnavailableReason.Busy)]
    [InlineData("40P01", JournalUnavailableReason.Busy)]
    [InlineData("55P03", JournalUnavailableReason.Busy)]
    [InlineData("53200", JournalUnavailableReason.Busy)]
    [InlineData("XX001", JournalUnavailableReason.Damaged)]
    [InlineData("57P01", JournalUnavailableReason.Disconnected)]
    [InlineData("57P03", JournalUnavailableReason.Disconnected)]
    [InlineData("53300", JournalUnavailableReason.Disconnected)]
    [InlineData("08006", JournalUnavailableReason.Disconnected)]
    [InlineData("42P01", JournalUnavailableReason.Other)]
    public void A_sqlstate_has_a_reason(string state, JournalUnavailableReason reason) =>
        Assert.Equal(reason, PostgresFault.Reason(new PostgresException("It failed.", "ERROR", "ERROR", state)));

    [Fact]
    public async Task A_read_only_database_refuses_appends_until_it_is_writable_again()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        string name = new NpgsqlConnectionStringBuilder(database).Database!;
        await using PostgresNode node = await PostgresNode.OpenAsync(database);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        await SetAsync("SET default_transaction_read_only = on");

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync());
        Assert.Equal((JournalUnavailableReason.ReadOnly, JournalWriteOutcome.NotWritten), (error.Reason, error.Outcome));
        await SetAsync("RESET default_transaction_read_only");

        await node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync();
        Assert.Equal(2, (await node.Journal.ReadToEndAsync()).Count);

        // It holds for sessions that begin after it.
        async Task SetAsync(string what)
        {
            await server.ExecuteAsync("postgres", $"ALTER DATABASE {name} {what}");
            await server.ExecuteAsync("postgres", $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'");
        }
    }

    [Fact]
    public async Task A_row_that_the_database_cannot_hold_fails_alone()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using PostgresNode node = await PostgresNode.OpenAsync(database);
        List<Task<long>> good = [];
        List<Task<long>> bad = [];
        for (int index = 0; index < 50; index++)
        {
            good.Add(node.Journal.AppendAsync(Rows.Row($"good-{index}", 1), None).SoonAsync());
            bad.Add(node.Journal.AppendAsync(Rows.Row($"bad\0{index}", 1), None).SoonAsync());
        }

        await Task.WhenAll(good);
        foreach (Task<long> append in bad)
        {
            JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(() => append);
            Assert.Equal(JournalWriteOutcome.NotWritten, error.Outcome);
        }

        Assert.Equal(50, (await node.Journal.ReadToEndAsync()).Count);
    }

    [Fact]
    public async Task A_wrong_password_or_database_is_told_at_once_and_no_secret_with_it()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        NpgsqlConnectionStringBuilder wrong = new(database) { Database = "not_there", Password = "top-secret" };

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(() => PostgresNode.OpenAsync(wrong.ConnectionString));

        Assert.Contains("not_there", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", error.ToString(), StringComparison.Ordinal);
    }
}
