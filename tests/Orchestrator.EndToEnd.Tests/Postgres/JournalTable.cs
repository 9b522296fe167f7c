using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Postgres;

/// <summary>A host's journal on PostgreSQL, asked with psql.</summary>
internal static class JournalTable
{
    /// <summary>No grain's sequence may have a gap; positions may.</summary>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    public static async Task AssertNoGapsAsync(PostgresServer server, string database)
    {
        Assert.NotEqual("0", (await server.ExecuteAsync(database, "SELECT count(*) FROM journal")).Trim());
        Assert.Empty(await server.ExecuteAsync(
            database,
            """
            SELECT grain, sequence, expected FROM (
                SELECT grain, sequence, 1 + coalesce(sum(json_array_length(payload::json)) OVER (
                    PARTITION BY grain ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS expected
                FROM journal) rows
            WHERE sequence <> expected
            LIMIT 10
            """));
    }
}
