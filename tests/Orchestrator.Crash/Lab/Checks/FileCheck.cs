using Microsoft.Data.Sqlite;
using Orchestrator.Reporting;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>The database files are sound, and what the journal keeps beside its rows agrees with them.</summary>
internal static class FileCheck
{
    private const string Name = "files";

    /// <summary>Checks the journal's file.</summary>
    public static void CheckJournal(SqliteConnection journal, Findings findings)
    {
        CheckIntegrity(journal, "journal.db", findings);
        long stray = Sqlite.Number(journal, "SELECT count(*) FROM (SELECT grain, sequence, position FROM journal_index EXCEPT SELECT grain, sequence, position FROM journal)");
        if (stray > 0) findings.Add(Name, $"journal_index names {stray} places where the journal has no such row");
        long missing = Sqlite.Number(journal, "SELECT count(*) FROM journal WHERE position <= (SELECT position FROM journal_indexed) AND (grain, sequence) NOT IN (SELECT grain, sequence FROM journal_index)");
        if (missing > 0) findings.Add(Name, $"journal_index lacks {missing} rows up to where it is said to be whole");
        if (Sqlite.Number(journal, "SELECT ifnull(max(position), 0) - count(*) FROM journal") != 0) findings.Add(Name, "positions have gaps");
    }

    /// <summary>Checks the tables' file.</summary>
    public static void CheckTables(string data, Findings findings)
    {
        using SqliteConnection tables = Sqlite.OpenToRead(Path.Combine(data, ReportingOptions.FileName));
        CheckIntegrity(tables, ReportingOptions.FileName, findings);
        foreach (string index in Sqlite.Column(tables, "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"))
        {
            try
            {
                Sqlite.Execute(tables, $"INSERT INTO \"{index}\" (\"{index}\") VALUES ('integrity-check')");
            }
            catch (SqliteException error)
            {
                findings.Add(Name, $"the search index {index} is damaged: {error.Message}");
            }
        }
    }

    private static void CheckIntegrity(SqliteConnection connection, string file, Findings findings)
    {
        foreach (string found in Sqlite.Column(connection, "PRAGMA integrity_check").Where(found => found != "ok"))
            findings.Add(Name, $"{file}: {found}");
    }
}
