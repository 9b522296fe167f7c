using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Journal.Sqlite;

/// <summary>Opens connections to one database file with the settings each kind needs.</summary>
internal sealed class SqliteDatabase(string file, JournalOptions options)
{
    // Measured with 256 grains and 400-byte rows; larger pages make the log of a commit larger.
    private const int PageBytes = 4096;

    // SQLite's own limit in this version; with these pages 16 TiB.
    private const long SqliteMaxPages = 4_294_967_294;

    // SQLITE_DBCONFIG_ENABLE_QPSG, the "query planner stability guarantee".
    private const int StablePlans = 1007;

    static SqliteDatabase() => SqliteLibrary.Init();

    public string File => file;

    public string WalFile => file + "-wal";

    public int WalPages => (int)(options.WalBytes / PageBytes);

    private long MaxPages => options.MaxDatabaseBytes == 0
        ? SqliteMaxPages
        : Math.Min(options.MaxDatabaseBytes / PageBytes, SqliteMaxPages);

    /// <summary>Opens a connection that may write. Each commit is on disk when it returns.</summary>
    public SqliteConnection OpenWriter() => Open(SqliteOpenMode.ReadWrite, string.Create(
        CultureInfo.InvariantCulture,
        $"""
        PRAGMA page_size = {PageBytes};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = {options.WalBytes};
        PRAGMA max_page_count = {MaxPages};
        PRAGMA cache_size = -{options.WriterCacheBytes / 1024};
        PRAGMA temp_store = MEMORY;
        """));

    /// <summary>Opens a connection that copies the log into the database file.</summary>
    public SqliteConnection OpenCheckpointer() => Open(
        SqliteOpenMode.ReadWrite, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;");

    /// <summary>Opens a connection that can only read.</summary>
    public SqliteConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, string.Create(
        CultureInfo.InvariantCulture,
        $"PRAGMA query_only = 1; PRAGMA mmap_size = {options.ReaderMmapBytes}; PRAGMA temp_store = MEMORY;"));

    private SqliteConnection Open(SqliteOpenMode mode, string settings)
    {
        SqliteConnectionStringBuilder name = new()
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds), // Seconds; 0 would be for ever.
        };
        SqliteConnection connection = new(name.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, (int)options.BusyTimeout.TotalMilliseconds);
            // A plan may otherwise depend on what is bound, and SQLite prepares the statement anew at each use: measured,
            // the read of a grain's first row 20 times as long.
            raw.sqlite3_db_config(connection.Handle, StablePlans, 1, out _);
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = settings;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
