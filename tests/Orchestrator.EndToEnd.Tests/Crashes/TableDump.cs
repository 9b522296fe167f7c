using Microsoft.Data.Sqlite;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>Every row of every table and view of a stopped host's reporting.db, with every column.</summary>
internal sealed record TableDump(IReadOnlyDictionary<string, IReadOnlyList<string>> Tables)
{
    // When a schema was made is not of the journal; how full-text search spreads its index over rows tells of the batches, not of the texts; Read checks it
    // against them.
    private const string Names =
        """
        SELECT name FROM sqlite_master
        WHERE type IN ('table', 'view') AND name <> 'schema_version' AND name NOT LIKE '%\_fts\_data' ESCAPE '\' AND name NOT LIKE '%\_fts\_idx' ESCAPE '\'
        ORDER BY name
        """;

    public static TableDump Read(string dataFolder)
    {
        CheckFullText(dataFolder);
        using SqliteFile file = SqliteFile.OpenReporting(dataFolder);
        return new TableDump(file.Query(Names).Select(row => row.Text("name")!).ToDictionary(
            table => table,
            table => (IReadOnlyList<string>)[.. file.Query($"SELECT * FROM \"{table}\"").Select(row => row.ToString()).Order(StringComparer.Ordinal)],
            StringComparer.Ordinal));
    }

    private static void CheckFullText(string dataFolder)
    {
        string copy = Path.Combine(dataFolder, "..", $"copy-{Guid.NewGuid():N}.db");
        foreach (string suffix in (string[])[string.Empty, "-wal"])
        {
            string source = Path.Combine(dataFolder, $"reporting.db{suffix}");
            if (File.Exists(source)) File.Copy(source, copy + suffix);
        }

        using SqliteFile file = SqliteFile.Open(copy, SqliteOpenMode.ReadWrite);
        foreach (string index in (string[])["messages_fts", "sessions_fts", "tasks_fts", "checkpoints_fts"])
            file.Query($"INSERT INTO {index} ({index}) VALUES ('integrity-check')");
        Assert.Equal("ok", file.Scalar("PRAGMA integrity_check"));
    }
}
