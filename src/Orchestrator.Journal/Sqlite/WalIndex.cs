using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Journal.Sqlite;

/// <summary>
/// The memory that all connections to a database share (https://sqlite.org/walformat.html#the_wal_index_file_format), reached as SQLite reaches it: by the
/// methods of its file (https://sqlite.org/c3ref/io_methods.html). A file of our own would not do: closing it takes away the locks that
/// this process has on it.
/// </summary>
internal static unsafe partial class WalIndex
{
    private const int FilePointer = 7; // SQLITE_FCNTL_FILE_POINTER
    private const int MapMethod = 13; // xShmMap, counted in pointers from the start of sqlite3_io_methods
    private const int LockMethod = 14; // xShmLock
    private const int RegionBytes = 32 * 1024;
    private const int CheckpointLock = 1;
    private const int Unlock = 1 | 8; // SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE
    private const int Lock = 2 | 8; // SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE
    private const int CopiedOffset = 96; // nBackfill

    /// <summary>Lets the next checkpoint copy all of the log, as after a crash, not only what no earlier one has copied.</summary>
    /// <param name="connection">A connection to the database; no statement of it runs.</param>
    /// <returns>False when someone else is copying now.</returns>
    /// <exception cref="SqliteException">The memory can't be reached.</exception>
    public static bool TryForgetCopied(SqliteConnection connection)
    {
        sqlite3 handle = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        bool added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            void* file;
            Check(FileControl(handle.DangerousGetHandle(), "main", FilePointer, &file));
            void** methods = *(void***)file;
            var map = (delegate* unmanaged[Cdecl]<void*, int, int, int, void**, int>)methods[MapMethod];
            var setLock = (delegate* unmanaged[Cdecl]<void*, int, int, int, int>)methods[LockMethod];
            void* region;
            Check(map(file, 0, RegionBytes, 1, &region));
            int result = setLock(file, CheckpointLock, 1, Lock);
            if (result == raw.SQLITE_BUSY) return false;
            Check(result);
            Volatile.Write(ref *(uint*)((byte*)region + CopiedOffset), 0);
            Check(setLock(file, CheckpointLock, 1, Unlock));
            return true;
        }
        finally
        {
            if (added) handle.DangerousRelease();
        }
    }

    private static void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw new SqliteException("SQLite's shared memory can't be reached.", result & 0xFF, result);
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileControl(nint connection, string database, int operation, void* value);
}
