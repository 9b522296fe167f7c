using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Journal.Sqlite;

/// <summary>Tells SQLite's result codes, and errors of its files, apart by what they mean to a caller of the journal.</summary>
internal static class SqliteFault
{
    public static JournalUnavailableException Unavailable(string what, JournalWriteOutcome outcome, Exception error) =>
        new($"{what}: {error.Message}", Reason(error), outcome, error);

    public static JournalUnavailableReason Reason(Exception error) => error switch
    {
        SqliteException sqlite => Reason(sqlite.SqliteErrorCode),
        IOException => JournalUnavailableReason.InputOutput,
        UnauthorizedAccessException => JournalUnavailableReason.ReadOnly,
        _ => JournalUnavailableReason.Other,
    };

    /// <summary>
    /// What a failed COMMIT leaves. The commit mark is the last thing written, so a full disk, a lock and a read-only
    /// file fail before it; after an input or output error the mark may have reached the disk.
    /// </summary>
    public static JournalWriteOutcome OutcomeOfFailedCommit(Exception error) => Reason(error) switch
    {
        JournalUnavailableReason.Full or JournalUnavailableReason.Busy or JournalUnavailableReason.ReadOnly =>
            JournalWriteOutcome.NotWritten,
        _ => JournalWriteOutcome.Unknown,
    };

    private static JournalUnavailableReason Reason(int code) => code switch
    {
        raw.SQLITE_FULL => JournalUnavailableReason.Full,
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN => JournalUnavailableReason.InputOutput,
        raw.SQLITE_READONLY or raw.SQLITE_PERM => JournalUnavailableReason.ReadOnly,
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => JournalUnavailableReason.Busy,
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => JournalUnavailableReason.Damaged,
        _ => JournalUnavailableReason.Other,
    };
}
