using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orchestrator.Journal;
using Orchestrator.Reporting.Files;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Search;
using SQLitePCL;

namespace Orchestrator.Reporting.Store;

/// <summary>Opens connections to the reporting database with the settings each kind needs.</summary>
internal sealed class ReportingDatabase(IOptions<ReportingOptions> options)
{
    private const int WriterBusyMilliseconds = 5_000;

    // Five or six messages of 1 KB fit a page; measured faster than 4 and 16 KiB.
    private const int PageBytes = 8_192;

    // Every 32 MiB checkpoints are rare and still short.
    private const int CheckpointPages = 4_096;

    private int _generation;

    static ReportingDatabase() => SqliteLibrary.Init();

    public string File => options.Value.File;

    /// <summary>Counts the files that were there under the name; connections to an earlier one are of no use.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Why the file can't be trusted; null when it can, or is not there.</summary>
    public string? Distrust =>
        Mark.IsOfEarlierBoot && System.IO.File.Exists(File) ? "the machine went down while they were written" : null;

    private UnsyncedMark Mark => new(File);

    /// <summary>
    /// Opens the one connection that writes. The journal is the truth, so neither commits nor checkpoints wait for the
    /// disk, where they would be in the way of the journal's own.
    /// </summary>
    public SqliteConnection OpenWriter()
    {
        DataDirectory.EnsureFile(File);
        string synchronous = Mark.TrySet() ? "OFF" : "NORMAL";
        return Open(SqliteOpenMode.ReadWriteCreate, WriterBusyMilliseconds, string.Create(
            CultureInfo.InvariantCulture,
            $"""
            PRAGMA page_size = {PageBytes};
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {synchronous};
            PRAGMA wal_autocheckpoint = {CheckpointPages};
            PRAGMA journal_size_limit = {2 * CheckpointPages * PageBytes};
            PRAGMA cache_size = -{options.Value.WriterCacheBytes / 1024};
            PRAGMA temp_store = MEMORY;
            """));
    }

    /// <summary>Waits until all that was written is on disk. The connection that writes must be closed.</summary>
    public void Sync() => Mark.Clear();

    /// <summary>Opens a connection that can only read.</summary>
    public ReadConnection OpenReader()
    {
        int generation = Generation;
        SqliteConnection connection = Open(SqliteOpenMode.ReadOnly, (int)options.Value.QueryTimeout.TotalMilliseconds, string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA mmap_size = {options.Value.ReaderMmapBytes}; PRAGMA temp_store = MEMORY; {SearchAll.Schema} PRAGMA query_only = 1;"));
        CoversFunction.AddTo(connection);
        ContainsFunction.AddTo(connection);
        return new ReadConnection(connection, generation);
    }

    /// <summary>Deletes the file and what belongs to it. No connection that writes may be open.</summary>
    public void Delete()
    {
        Interlocked.Increment(ref _generation);
        foreach (string suffix in (ReadOnlySpan<string>)[string.Empty, "-wal", "-shm", "-journal", UnsyncedMark.Suffix])
            System.IO.File.Delete(File + suffix);
    }

    private SqliteConnection Open(SqliteOpenMode mode, int busyMilliseconds, string settings)
    {
        SqliteConnectionStringBuilder name = new() { DataSource = File, Mode = mode, Pooling = false };
        SqliteConnection connection = new(name.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, busyMilliseconds);
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
