using Microsoft.Data.Sqlite;
using Orchestrator.Journal.Sqlite.Indexing;
using SQLitePCL;

namespace Orchestrator.Journal.Sqlite;

/// <summary>
/// The one connection that writes, with its prepared statements. Used by the writer's thread only.
/// </summary>
internal sealed class SqliteWriteConnection : SqliteSession
{
    private const int PagesWrittenStatus = 9; // SQLITE_DBSTATUS_CACHE_WRITE

    private const string Insert =
        """
        INSERT INTO journal (position, grain, sequence, type, payload, metadata, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    private readonly SqliteStatement? _insert;
    private readonly GrainIndex _index;
    private readonly GrainFence _fence;
    private long _nextPosition;

    /// <summary>Takes over an open connection, and closes it if the journal isn't in it.</summary>
    public SqliteWriteConnection(SqliteConnection connection, GrainIndex index)
        : base(connection)
    {
        _index = index;
        _fence = new GrainFence(index);
        try
        {
            _insert = new SqliteStatement(connection, Insert);
            Reload();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The position of the last row written, committed or not.</summary>
    public long LastPosition => _nextPosition - 1;

    public void Begin() => Prepare("BEGIN IMMEDIATE").Execute();

    public void Commit()
    {
        _index.Settle(this, _fence.Open.Count);
        Prepare("COMMIT").Execute();
        _index.Commit(_fence.Open);
        _fence.Commit();
    }

    /// <summary>Makes sure that no transaction is left and that what is known of the journal is what the file has.</summary>
    public void Recover()
    {
        if (raw.sqlite3_get_autocommit(Connection.Handle) == 0)
            Prepare("ROLLBACK").Execute();
        _fence.RollBack();
        Reload();
    }

    /// <summary>Whether the grain has a row at that sequence already.</summary>
    public bool IsUsed(JournalAppend append) => _fence.IsUsed(this, append.Grain, append.Sequence);

    /// <summary>Inserts a row at the next position; the fence was asked before.</summary>
    /// <returns>The position.</returns>
    public long Append(JournalAppend append)
    {
        long position = _nextPosition;
        _insert!
            .Bind(1, position)
            .Bind(2, append.Grain)
            .Bind(3, append.Sequence)
            .Bind(4, append.Type)
            .BindUtf8(5, append.Payload.Utf8)
            .Bind(6, append.Metadata)
            .Bind(7, append.At.ToUnixTimeMilliseconds())
            .Execute();
        _nextPosition++;
        _fence.Add(new RowPlace(append.Grain, append.Sequence, position));
        return position;
    }

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(Connection.Handle);

    /// <summary>How many pages this connection has written to the log since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(Connection.Handle, PagesWrittenStatus, out int pages, out _, 1);
        return pages;
    }

    /// <summary>Copies all of the log into the database file, on disk, and empties it.</summary>
    /// <returns>False when someone else reads for longer than the time-out allows.</returns>
    /// <exception cref="SqliteException">There is no room, or the disk fails.</exception>
    public bool TryEmptyLog() => TryCheckpoint(raw.SQLITE_CHECKPOINT_TRUNCATE, out _);

    /// <summary>Copies what can be copied of the log into the database file, waiting for nobody.</summary>
    /// <param name="pages">How many pages of the log are in use and not yet reusable, 0 when all are copied.</param>
    /// <returns>False when someone else is copying.</returns>
    /// <exception cref="SqliteException">There is no room, or the disk fails.</exception>
    public bool TryCheckpoint(out int pages) => TryCheckpoint(raw.SQLITE_CHECKPOINT_PASSIVE, out pages);

    /// <summary>Lets the next copy take all of the log.</summary>
    /// <returns>False when someone else is copying.</returns>
    /// <exception cref="SqliteException">SQLite's memory can't be reached.</exception>
    public bool TryForgetCopied() => WalIndex.TryForgetCopied(Connection);

    protected override void Dispose(bool disposing)
    {
        _insert?.Dispose();
        base.Dispose(disposing);
    }

    private bool TryCheckpoint(int mode, out int pages)
    {
        int result = raw.sqlite3_wal_checkpoint_v2(Connection.Handle, "main", mode, out int inLog, out int copied);
        pages = copied == inLog ? 0 : inLog;
        return result switch
        {
            raw.SQLITE_OK => true,
            raw.SQLITE_BUSY => false,
            _ => throw new SqliteException("The log can't be copied into the database file.", result & 0xFF, result),
        };
    }

    private void Reload()
    {
        _index.Load(this);
        _nextPosition = JournalQueries.LastPosition(this) + 1;
    }
}
