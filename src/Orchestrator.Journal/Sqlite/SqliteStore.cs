using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orchestrator.Journal.Sqlite.Indexing;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>An opened data folder: its lock, its writer and its readers.</summary>
internal sealed partial class SqliteStore : IAsyncDisposable
{
    private readonly DataDirectoryLock _lock;
    private readonly AppendSignal _appends;

    private SqliteStore(
        DataDirectoryLock folderLock, SqliteWriter writer, SqliteReaders readers, GrainIndex index, AppendSignal appends)
    {
        _lock = folderLock;
        _appends = appends;
        Writer = writer;
        Readers = readers;
        Index = index;
    }

    public SqliteWriter Writer { get; }

    public SqliteReaders Readers { get; }

    public GrainIndex Index { get; }

    /// <summary>Takes the folder, brings the schema up to date and starts the writer.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process has the folder.</exception>
    /// <exception cref="MigrationException">The schema doesn't fit this program.</exception>
    /// <exception cref="JournalUnavailableException">The database can't be opened.</exception>
    public static SqliteStore Open(
        JournalOptions options,
        AppendSignal appends,
        TimeProvider time,
        IMeterFactory meters,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        DataDirectory directory = DataDirectory.Open(options.DataDirectory);
        DataDirectoryLock folderLock = DataDirectoryLock.Acquire(directory, time);
        try
        {
            DataDirectory.EnsureFile(directory.JournalFile);
            SqliteDatabase database = new(directory.JournalFile, options);
            GrainIndex index = new(options.GatherRows);
            SqliteWriteConnection connection = OpenMigrated(database, index, options, time, logger, cancellationToken);
            appends.Publish(connection.LastPosition);
            JournalMetrics metrics = new(meters);
            SqliteWriter writer = new(database, connection, index, options, appends, metrics, time, logger);
            metrics.ObserveQueue(() => writer.QueueLength);
            writer.Start();
            LogOpened(logger, directory.JournalFile, connection.LastPosition);
            return new SqliteStore(folderLock, writer, new SqliteReaders(database, options.ReaderConnections), index, appends);
        }
        catch (SqliteException e)
        {
            folderLock.Dispose();
            throw SqliteFault.Unavailable(
                $"The journal '{directory.JournalFile}' can't be opened", JournalWriteOutcome.NotWritten, e);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Commits what waits, empties the log into the database file and releases the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await Writer.StopAsync();
        _appends.Close();
        await Readers.DisposeAsync();
        Writer.Dispose();
        _lock.Dispose();
    }

    private static SqliteWriteConnection OpenMigrated(
        SqliteDatabase database,
        GrainIndex index,
        JournalOptions options,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        SqliteConnection connection = database.OpenWriter();
        try
        {
            new SqliteMigrator(JournalMigrations.All, time).Migrate(connection, cancellationToken);
            SqliteWriteConnection writer = new(connection, index);
            try
            {
                StartLogOver(writer, logger);
            }
            catch
            {
                writer.Dispose();
                throw;
            }

            ReserveWal(database, options, logger);
            return writer;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // The last process may have died behind a failed fsync.
    private static void StartLogOver(SqliteWriteConnection writer, ILogger logger)
    {
        try
        {
            writer.StartLogOver();
        }
        catch (SqliteException e) when (SqliteFault.Reason(e) is JournalUnavailableReason.Busy or JournalUnavailableReason.Full)
        {
            LogLogKept(logger, e); // someone else reads it, or there is no room: what can be read can be served
        }
    }

    private static void ReserveWal(SqliteDatabase database, JournalOptions options, ILogger logger)
    {
        try
        {
            WalReserve.Fill(database.WalFile, options.WalBytes);
        }
        catch (IOException e)
        {
            LogNoReserve(logger, options.WalBytes, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Journal {File} opened at position {Position}.")]
    private static partial void LogOpened(ILogger logger, string file, long position);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log of the last process is not in the database file yet; it is used on.")]
    private static partial void LogLogKept(ILogger logger, SqliteException error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There is no room to reserve {Bytes} bytes for the write-ahead log; commits will be slower.")]
    private static partial void LogNoReserve(ILogger logger, long bytes, IOException error);
}
