using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Journal.Sqlite;

/// <summary>
/// Makes the write-ahead log fit to be written to, once for each connection that is to write. It starts over, empty: what a failed
/// fsync was for is not on disk, and the next one that succeeds does not bring it there (as on Linux). Who reads the log anew, as the first that
/// opens it does, finds it in the system's memory and takes it for committed; after a power cut the log ends there, whatever
/// was written and brought to disk behind it. And it gets its full size on disk: to fsync a file that grows, the file
/// system commits its own journal as well, ten times slower, measured, than overwriting.
/// </summary>
/// <param name="file">The log's file.</param>
/// <param name="bytes">Its full size.</param>
/// <param name="logger">Hears of what could not be done.</param>
internal sealed partial class WriteAheadLog(string file, long bytes, ILogger logger)
{
    private const int ChunkBytes = 1 << 20;

    private SqliteWriteConnection? _prepared;

    /// <summary>Before a connection writes; where that is done, it does nothing.</summary>
    /// <exception cref="SqliteException">There is no room, or the disk fails: the connection must not write.</exception>
    public void Prepare(SqliteWriteConnection connection)
    {
        if (connection == _prepared) return;

        // Who reads keeps the log's index in memory: nobody has read the log anew since then, and in the index is only what was committed.
        if (!connection.TryEmptyLog()) LogInUse();
        Reserve();
        _prepared = connection;
    }

    /// <summary><see cref="Prepare"/> at the start: where there is no room, what can be read is served.</summary>
    /// <exception cref="SqliteException">The disk fails.</exception>
    public void PrepareIfRoom(SqliteWriteConnection connection)
    {
        try
        {
            Prepare(connection);
        }
        catch (SqliteException e) when (SqliteFault.Reason(e) == JournalUnavailableReason.Full)
        {
            LogNoRoom(e);
        }
    }

    /// <summary>Empties the log when the journal is closed; what stays there goes into the database file at the next start.</summary>
    public void End(SqliteWriteConnection connection)
    {
        try
        {
            if (!connection.TryEmptyLog()) LogInUse();
        }
        catch (SqliteException e)
        {
            LogNotEmptied(e);
        }
    }

    // SQLite ignores what follows its last valid frame, so zeros there mean nothing to it; and it takes no locks on this file
    // that closing it could drop.
    private void Reserve()
    {
        try
        {
            using FileStream log = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            long before = log.Length;
            try
            {
                Fill(log);
            }
            catch (IOException)
            {
                log.SetLength(before);
                throw;
            }
        }
        catch (IOException e)
        {
            LogNotReserved(bytes, e);
        }
    }

    private void Fill(FileStream log)
    {
        if (log.Length >= bytes) return;
        log.Seek(0, SeekOrigin.End);
        byte[] zeros = new byte[ChunkBytes];
        while (log.Position < bytes) log.Write(zeros, 0, (int)Math.Min(ChunkBytes, bytes - log.Position));
        log.Flush(flushToDisk: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Someone else reads the journal's file; its write-ahead log is not emptied and is used on.")]
    private partial void LogInUse();

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no room to empty the write-ahead log into the database file; until there is, appends fail.")]
    private partial void LogNoRoom(SqliteException error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log can't be emptied into the database file; the next start does it.")]
    private partial void LogNotEmptied(SqliteException error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There is no room to reserve {Bytes} bytes for the write-ahead log; commits will be slower.")]
    private partial void LogNotReserved(long bytes, IOException error);
}
