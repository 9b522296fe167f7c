using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Journal.Sqlite;

/// <summary>
/// Copies the write-ahead log into the database file before it outgrows its reserved size. Nearly all is copied on a
/// thread of its own while commits go on; the writer copies only what came in meanwhile, so that the log can start
/// over. All members but the copying itself belong to the writer's thread.
/// </summary>
internal sealed partial class SqliteCheckpointer(SqliteDatabase database, WriteAheadLog log, ILogger logger)
{
    // As late as leaves room for what is written while copying: each checkpoint costs the commits some milliseconds.
    private readonly int _firstDue = FirstDue(database);
    private readonly int _nextDue = database.WalPages / 8;
    private Task _copying = Task.CompletedTask;
    private bool _copiedAhead;
    private int _pages;
    private int _dueAt = FirstDue(database);

    /// <summary>Between two commits: starts or ends a checkpoint if one is due.</summary>
    public void AfterCommit(SqliteWriteConnection connection)
    {
        _pages += connection.TakePagesWritten();
        if (_pages < _dueAt || !_copying.IsCompleted)
            return;
        if (!_copiedAhead)
        {
            if (!log.TryPrepareCopy(connection)) return;
            _copiedAhead = true;
            _copying = Task.Factory.StartNew(
                CopyAhead, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return;
        }

        Finish(connection);
    }

    /// <summary>Copies what it can at once, such as when the disk is full: the log's room can then be used again.</summary>
    public void Finish(SqliteWriteConnection connection)
    {
        if (!_copying.IsCompleted)
            return;
        _copiedAhead = false;
        try
        {
            if (log.TryPrepareCopy(connection) && connection.TryCheckpoint(out int pages))
                _pages = pages;
        }
        catch (SqliteException e)
        {
            Failed(e);
        }

        _dueAt = _pages == 0 ? _firstDue : _pages + _nextDue;
    }

    /// <summary>Waits for the copying under way, if any.</summary>
    public void Join() => _copying.Wait();

    private static int FirstDue(SqliteDatabase database) => database.WalPages / 4 * 3;

    private void CopyAhead()
    {
        try
        {
            using SqliteConnection connection = database.OpenCheckpointer();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
            // The second pass is short: it copies what the first one's time let in.
            command.ExecuteNonQuery();
            command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            Failed(e); // The writer tries the same next.
        }
    }

    private void Failed(SqliteException error)
    {
        log.CopyFailed();
        LogCopyFailed(error);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log could not be copied into the database file; it is tried again.")]
    private partial void LogCopyFailed(SqliteException error);
}
