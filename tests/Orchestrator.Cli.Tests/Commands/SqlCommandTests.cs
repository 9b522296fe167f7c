using System.Text.Json;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class SqlCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_tables_answer_while_the_host_runs()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("agents", "register", "asked", "--team", "green");

        CommandResult result = await Eventually.SeeAsync(
            () => shell.RunAsync("sql", "SELECT id, team FROM agents WHERE id = 'asked'"), seen => seen.Out.Contains("green", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Ok, result.Code);
        Assert.EndsWith("1 row\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_rows_are_objects_with_typed_values()
    {
        CommandResult result = await host.Shell().RunAsync("sql", "SELECT 1 AS one, 1.5 AS half, 'text' AS t, NULL AS none, x'00ff' AS bytes", "--json");

        JsonElement row = result.Json[0];
        Assert.Equal(1, row.GetProperty("one").GetInt32());
        Assert.Equal(1.5, row.GetProperty("half").GetDouble());
        Assert.Equal("text", row.GetProperty("t").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("none").ValueKind);
        Assert.Equal("AP8=", row.GetProperty("bytes").GetString());
    }

    [Theory]
    [InlineData("DELETE FROM sessions", "DELETE")]
    [InlineData("UPDATE sessions SET name = 'x'", "UPDATE")]
    [InlineData("INSERT INTO sessions (id) VALUES ('x')", "INSERT")]
    [InlineData("CREATE TABLE x (a)", "schema")]
    [InlineData("CREATE TEMP TABLE x (a)", "schema")]
    [InlineData("DROP TABLE sessions", "schema")]
    [InlineData("VACUUM INTO '{file}'", "VACUUM")]
    [InlineData("ATTACH '{file}' AS other", "ATTACH")]
    [InlineData("PRAGMA query_only = OFF", "query_only")]
    [InlineData("PRAGMA writable_schema = ON", "writable_schema")]
    [InlineData("BEGIN IMMEDIATE", "transaction")]
    [InlineData("SELECT load_extension('x')", "load_extension")]
    public async Task What_is_no_query_is_refused_and_named(string sql, string named)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");

        CommandResult result = await host.Shell().RunAsync("sql", sql.Replace("{file}", file, StringComparison.Ordinal));

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Empty(result.Out);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; DROP TABLE sessions")]
    public async Task One_query_is_wanted(string sql)
    {
        CommandResult result = await host.Shell().RunAsync("sql", sql);

        Assert.Equal(ExitCode.WrongUsage, result.Code);
    }

    [Theory]
    [InlineData("SELECT 1 AS a;")]
    [InlineData("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n -- three")]
    [InlineData("SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'hello'")]
    [InlineData("SELECT name FROM pragma_table_info('agents')")]
    [InlineData("PRAGMA table_info(agents)")]
    [InlineData("EXPLAIN QUERY PLAN SELECT * FROM agents")]
    public async Task Every_kind_of_query_is_answered(string sql)
    {
        CommandResult result = await host.Shell().RunAsync("sql", sql);

        Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error));
    }

    [Fact]
    public async Task Wrong_sql_is_told_as_sqlite_tells_it()
    {
        CommandResult result = await host.Shell().RunAsync("sql", "SELECT nothing_such FROM agents");

        Assert.Equal((ExitCode.Failed, "error: no such column: nothing_such\n"), (result.Code, result.Error));
    }

    [Fact]
    public async Task A_folder_without_tables_is_named()
    {
        CommandResult result = await host.Shell().RunAsync("sql", "SELECT 1", "--data", "/no/such/folder");

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("/no/such/folder/reporting.db", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_that_are_gone_beside_their_journal_are_told_to_come_again()
    {
        string data = Directory.CreateTempSubdirectory("orchestrator-sql-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data, "journal.db"), string.Empty);
            CommandResult result = await new Shell().RunAsync("sql", "SELECT 1", "--data", data);

            Assert.Equal(ExitCode.Failed, result.Code);
            Assert.Contains("made anew by the host's next start or commit", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("--data", result.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
