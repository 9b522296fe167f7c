using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Journal.Sqlite;

/// <summary>The write-ahead log of the connection that writes: fit to be written to when that opens, and empty when it is closed.</summary>
/// <param name="database">Opens the connection.</param>
/// <param name="bytes">The log's full size.</param>
/// <param name="logger">Hears of what could not be done.</param>
internal sealed partial class WriteAheadLog(SqliteDatabase database, long bytes, ILogger logger)
{
    private const int ChunkBytes = 1 << 20;

    // At first too: a process that was killed may have failed to copy while someone else kept SQLite's memory.
    private volatile bool _copyAgain = true;

    /// <summary>Opens a connection that writes.</summary>
    /// <exception cref="SqliteException">The database can't be opened.</exception>
    /// <exception cref="IOException">The log can't be read, or not be brought to disk.</exception>
    /// <exception cref="UnauthorizedAccessException">The log may not be written.</exception>
    public SqliteConnection Open()
    {
        Rewrite();
        SqliteConnection connection = database.OpenWriter();
        try
        {
            Reserve();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Says that copying the log into the database file has failed. What an fsync was for that failed is not on disk, and no later one brings it there;
    /// but SQLite counts what an earlier, partial copy wrote as copied, which only that fsync was to bring to disk.
    /// </summary>
    public void CopyFailed() => _copyAgain = true;

    /// <summary>Before the log is copied: at first, and where that failed the last time, all of it is copied.</summary>
    /// <returns>False when someone else is copying, or SQLite's memory can't be reached: then nothing may be copied.</returns>
    public bool TryPrepareCopy(SqliteWriteConnection connection)
    {
        if (!_copyAgain) return true;
        try
        {
            if (!connection.TryForgetCopied()) return false;
        }
        catch (SqliteException e)
        {
            LogNotPrepared(e);
            return false;
        }

        _copyAgain = false;
        return true;
    }

    /// <summary>Empties the log and closes the connection; what stays there goes into the database file later.</summary>
    public void Close(SqliteWriteConnection connection)
    {
        try
        {
            if (!TryPrepareCopy(connection) || !connection.TryEmptyLog()) LogInUse();
        }
        catch (SqliteException e)
        {
            LogNotEmptied(e);
            CopyFailed();
            TryPrepareCopy(connection); // SQLite copies once more when the last connection is closed
        }

        connection.Dispose();
    }

    // What a failed fsync was for is not on disk, and the next one that succeeds does not bring it there, as on Linux. But it is whole
    // in the system's memory: SQLite, when it reads its log anew, takes it for committed and writes behind it. After a power cut the log would
    // end there, whatever was written and brought to disk behind it. Only what is written again is brought to disk by the next
    // fsync. What others read meanwhile stays the same.
    private void Rewrite()
    {
        if (!File.Exists(database.WalFile)) return;
        using FileStream log = OpenFile(FileAccess.ReadWrite);
        byte[] chunk = new byte[ChunkBytes];
        for (int read; (read = log.ReadAtLeast(chunk, ChunkBytes, throwOnEndOfStream: false)) > 0;)
        {
            Span<byte> content = chunk.AsSpan(0, read);
            if (!content.ContainsAnyExcept((byte)0)) continue; // reserved, not used yet
            log.Seek(-read, SeekOrigin.Current);
            log.Write(content);
        }

        FileSync.Run(log.SafeFileHandle);
    }

    // To fsync a file that grows, the file system commits its own journal as well: ten times slower, measured, than
    // overwriting. SQLite ignores what follows its last valid frame, so zeros there mean nothing to it.
    private void Reserve()
    {
        try
        {
            using FileStream log = OpenFile(FileAccess.Write);
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
        FileSync.Run(log.SafeFileHandle);
    }

    // SQLite takes no locks on this file that closing it could drop.
    private FileStream OpenFile(FileAccess access) => new(database.WalFile, FileMode.Open, access, FileShare.ReadWrite, bufferSize: 0);

    [LoggerMessage(Level = LogLevel.Information, Message = "Someone else reads the journal's file; its write-ahead log is not emptied.")]
    private partial void LogInUse();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log is not copied into the database file now: SQLite's memory can't be reached; it is tried again.")]
    private partial void LogNotPrepared(SqliteException error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log can't be emptied into the database file; the next process does it.")]
    private partial void LogNotEmptied(SqliteException error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There is no room to reserve {Bytes} bytes for the write-ahead log; commits will be slower.")]
    private partial void LogNotReserved(long bytes, IOException error);
}
