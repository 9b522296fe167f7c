using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestrator.Journal.Postgres.Reading;
using Orchestrator.Journal.Postgres.Tailing;
using Orchestrator.Journal.Postgres.Writing;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Postgres;

/// <summary>An opened database: its writer, its readers, and what follows other processes' rows.</summary>
internal sealed partial class PostgresStore : IAsyncDisposable
{
    private readonly AppendSignal _appends;
    private readonly PostgresNotifier _notifier;
    private readonly PostgresListener _listener;
    private readonly SingleProcessLock? _alone;

    private PostgresStore(
        PostgresJournalOptions options,
        PostgresDatabase database,
        SingleProcessLock? alone,
        AppendSignal appends,
        JournalMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        _appends = appends;
        _alone = alone;
        Readers = new PostgresReaders(options, database.DataSource, time);
        Tail = new PostgresTail(appends, Readers, time, logger);
        _notifier = new PostgresNotifier(options, database.DedicatedConnections, time, logger);
        _listener = new PostgresListener(options, database.DedicatedConnections, Tail, _notifier, time, logger);
        WriteHealth health = new(options.ReconnectTimeout, time, logger);
        Writer = new PostgresWriter(
            options,
            () => new PostgresCommitter(database.DedicatedConnections, health, Written, alone, metrics, time));
    }

    public PostgresWriter Writer { get; }

    public PostgresReaders Readers { get; }

    public PostgresTail Tail { get; }

    /// <summary>Brings the schema up to date and starts the writer; before, it makes sure to be alone where it has to be.</summary>
    /// <exception cref="JournalInUseException">It has to be alone, and another process is there.</exception>
    /// <exception cref="MigrationException">The schema doesn't fit this program.</exception>
    /// <exception cref="JournalUnavailableException">The database can't be opened.</exception>
    public static async Task<PostgresStore> OpenAsync(
        PostgresJournalOptions options,
        PostgresDatabase database,
        AppendSignal appends,
        IMeterFactory meters,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        SingleProcessLock? alone = options.SingleProcess ? new SingleProcessLock(database, time, logger) : null;
        try
        {
            if (alone is not null)
                await alone.AcquireAsync(cancellationToken);
            await database.MigrateAsync(cancellationToken);
            JournalState state = await LookAsync(database, logger, cancellationToken);
            JournalMetrics metrics = new(meters);
            PostgresStore store = new(options, database, alone, appends, metrics, time, logger);
            metrics.ObserveQueue(() => store.Writer.QueueLength);
            store.Start(state);
            LogOpened(logger, database.Name, state.Last);
            return store;
        }
        catch (Exception e)
        {
            if (alone is not null)
                await alone.DisposeAsync();
            Exception cause = e is JournalUnavailableException { InnerException: { } inner } ? inner : e; // whichever step it was
            if (cause is not (NpgsqlException or IOException or System.Net.Sockets.SocketException))
                throw;
            throw PostgresFault.Unavailable($"The journal '{database.Name}' can't be opened", JournalWriteOutcome.NotWritten, cause);
        }
    }

    /// <summary>Commits what waits and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        _appends.Close();
        await _listener.DisposeAsync();
        await _notifier.DisposeAsync();
        await Tail.DisposeAsync();
        await Readers.DisposeAsync();
        if (_alone is not null)
            await _alone.DisposeAsync();
    }

    private static async Task<JournalState> LookAsync(PostgresDatabase database, ILogger logger, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        if (await JournalOrigin.RaiseAsync(connection, cancellationToken) is { } offset)
            LogRaised(logger, offset);
        await using NpgsqlCommand fsync = new("SHOW fsync", connection);
        if (await fsync.ExecuteScalarAsync(cancellationToken) is "off")
            LogNotDurable(logger);
        return await JournalState.ReadAsync(connection, cancellationToken);
    }

    private void Start(JournalState state)
    {
        Tail.Seen(state);
        _appends.Publish(state.Last);
        Tail.Start();
        Writer.Start();
        if (_alone is not null)
            return; // There is nobody to tell, or to be told by.
        _notifier.Start();
        _listener.Start();
    }

    private void Written(long last, long horizon)
    {
        Tail.Written(last, horizon);
        _notifier.Written(last);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Journal {Database} opened at position {Position}.")]
    private static partial void LogOpened(ILogger logger, string database, long position);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The journal has positions that this server's transaction ids haven't reached, as after restoring a dump; the offset is {Offset} now.")]
    private static partial void LogRaised(ILogger logger, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The PostgreSQL server runs with fsync = off: a crash of its machine loses acknowledged rows.")]
    private static partial void LogNotDurable(ILogger logger);
}
