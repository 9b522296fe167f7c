using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>The journal of a stopped host, read as rows.</summary>
internal static class JournalRows
{
    /// <summary>Neither positions nor any grain's sequence may have a gap.</summary>
    public static void AssertNoGaps(string dataFolder)
    {
        using SqliteFile journal = SqliteFile.OpenJournal(dataFolder);
        SqliteRow range = Assert.Single(journal.Query("SELECT min(position) AS first, max(position) AS last, count(*) AS rows FROM journal"));
        Assert.Equal((1L, range.Number("rows")), (range.Number("first"), range.Number("last")));
        Assert.Empty(journal.Query(
            """
            SELECT grain, sequence FROM (
                SELECT grain, sequence, 1 + coalesce(sum(json_array_length(payload)) OVER (
                    PARTITION BY grain ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS expected
                FROM journal)
            WHERE sequence <> expected
            LIMIT 10
            """));
    }
}
