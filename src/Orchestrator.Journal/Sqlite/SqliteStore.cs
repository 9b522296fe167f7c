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
            WriteAheadLog log = new(database, options.WalBytes, logger);
            SqliteWriteConnection connection = OpenMigrated(log, index, time, cancellationToken);
            appends.Publish(connection.LastPosition);
            JournalMetrics metrics = new(meters);
            SqliteWriter writer = new(database, log, connection, index, options, appends, metrics, time, logger);
            metrics.ObserveQueue(() => writer.QueueLength);
            writer.Start();
            LogOpened(logger, directory.JournalFile, connection.LastPosition);
            return new SqliteStore(folderLock, writer, new SqliteReaders(database, options.ReaderConnections), index, appends);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
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
        WriteAheadLog log, GrainIndex index, TimeProvider time, CancellationToken cancellationToken)
    {
        SqliteConnection connection = log.Open();
        try
        {
            new SqliteMigrator(JournalMigrations.All, time).Migrate(connection, cancellationToken);
            return new SqliteWriteConnection(connection, index);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Journal {File} opened at position {Position}.")]
    private static partial void LogOpened(ILogger logger, string file, long position);
}
