using Microsoft.Data.Sqlite;
using Orchestrator.Journal;
using SQLitePCL;

namespace Orchestrator.Reporting.Projection;

/// <summary>Tells failures apart by what helps.</summary>
internal static class Faults
{
    /// <summary>Whether the file can't be mended, only be made anew.</summary>
    public static bool IsDamage(Exception error) =>
        error is SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB };

    /// <summary>Whether the same may succeed later: the disk was full, someone held a lock, the journal was away.</summary>
    public static bool MayPass(Exception error) => error switch
    {
        JournalUnavailableException or PositionMovedException or IOException or UnauthorizedAccessException => true,
        SqliteException sqlite => sqlite.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL
            or raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_NOMEM
            or raw.SQLITE_PROTOCOL or raw.SQLITE_INTERRUPT or raw.SQLITE_SCHEMA,
        _ => false,
    };
}
