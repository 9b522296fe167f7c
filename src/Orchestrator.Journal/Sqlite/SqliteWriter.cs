using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orchestrator.Journal.Sqlite.Indexing;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>
/// Group commit: one thread takes all that waits in the queue and commits it in one transaction. Each caller is
/// answered after the fsync of its own. A failed transaction fails its callers, and the thread goes on.
/// </summary>
internal sealed partial class SqliteWriter : IDisposable
{
    private readonly WriteAheadLog _log;
    private readonly GrainIndex _index;
    private readonly JournalOptions _options;
    private readonly AppendSignal _appends;
    private readonly JournalMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WriteQueue _queue;
    private readonly SqliteCheckpointer _checkpointer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteWriteConnection? _connection;
    private bool _failing;

    public SqliteWriter(
        SqliteDatabase database,
        WriteAheadLog log,
        SqliteWriteConnection connection,
        GrainIndex index,
        JournalOptions options,
        AppendSignal appends,
        JournalMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        _log = log;
        _connection = connection;
        _index = index;
        _options = options;
        _appends = appends;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _queue = new WriteQueue(options.QueueCapacity, JournalTelemetry.Sqlite);
        _checkpointer = new SqliteCheckpointer(database, log, logger);
    }

    /// <summary>How many changes wait.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Starts the thread.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "journal writer" }.UnsafeStart();

    /// <summary>Hands work to the thread.</summary>
    /// <returns>Ends when the work is on disk, refused, failed, or cancelled before the thread took it.</returns>
    public Task<TResult> WriteAsync<TResult>(WriteWork<TResult> work, CancellationToken cancellationToken) =>
        _queue.WriteAsync(work, cancellationToken);

    /// <summary>Refuses further work, commits what waits, and ends the thread.</summary>
    public Task StopAsync()
    {
        _queue.Close();
        return _ended.Task;
    }

    /// <summary>Empties the log into the database file and closes the connection. After the thread has ended.</summary>
    public void Dispose()
    {
        if (_connection is { } connection) _log.Close(connection);
        _queue.Dispose();
    }

    private void Run()
    {
        while (_queue.WaitForWork())
        {
            WriteBatch batch = WriteBatch.Take(_queue, _options.MaxBatchRows, _options.MaxBatchBytes);
            if (batch.Works.Count > 0)
                Commit(batch);
        }

        _checkpointer.Join();
        _ended.SetResult();
    }

    private void Commit(WriteBatch batch)
    {
        long started = _time.GetTimestamp();
        using Activity? span = JournalTelemetry.StartCommit(batch.Works, JournalTelemetry.Sqlite);
        bool committing = false;
        SqliteWriteConnection connection;
        try
        {
            connection = _connection ??= new SqliteWriteConnection(_log.Open(), _index);
            connection.Begin();
            Apply(batch, connection);
            committing = true;
            connection.Commit();
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            Fail(batch, e, committing ? SqliteFault.OutcomeOfFailedCommit(e) : JournalWriteOutcome.NotWritten);
            return;
        }

        if (connection.LastPosition > _appends.Position)
            _appends.Publish(connection.LastPosition);
        ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
        _metrics.Committed(batch, _time.GetElapsedTime(started));
        if (_failing)
            LogResumed();
        _failing = false;
        _checkpointer.AfterCommit(connection);
    }

    private static void Apply(WriteBatch batch, SqliteWriteConnection connection)
    {
        foreach (WriteWork work in batch.Works)
        {
            if (((ISqliteWrite)work).Apply(connection) is { } refusal)
                batch.Refuse(work, refusal);
        }
    }

    private void Fail(WriteBatch batch, Exception error, JournalWriteOutcome outcome)
    {
        _metrics.Failed();
        if (!_failing)
            LogFailing(error, outcome); // Once, not with every batch of a full disk.
        _failing = true;
        RecoverConnection(error);
        batch.Fail(() => SqliteFault.Unavailable("The journal can't be written now", outcome, error));
    }

    // The transaction is gone after this, one way or the other; the next batch starts on a connection known to be sound.
    private void RecoverConnection(Exception error)
    {
        if (_connection is not { } connection)
            return;
        try
        {
            connection.Recover();
            if (connection.LastPosition > _appends.Position)
                _appends.Publish(connection.LastPosition); // The failed commit is there after all.
            if (SqliteFault.Reason(error) == JournalUnavailableReason.Full)
                _checkpointer.Finish(connection);
        }
        catch (Exception e)
        {
            LogReopening(e);
            _connection = null;
            connection.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal can't be written ({Outcome}); appends fail until it can.")]
    private partial void LogFailing(Exception error, JournalWriteOutcome outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal can be written again.")]
    private partial void LogResumed();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal's connection is unsound and is opened anew.")]
    private partial void LogReopening(Exception error);
}
