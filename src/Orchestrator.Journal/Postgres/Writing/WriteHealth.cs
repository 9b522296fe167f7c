using Microsoft.Extensions.Logging;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>Since when the server can't be reached, shared by all connections that write; says so once in the log.</summary>
internal sealed partial class WriteHealth(TimeSpan reconnectTimeout, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private long? _lostAt;
    private bool _failing;

    /// <summary>How much longer an append may wait for the server.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
                return _lostAt is { } lostAt ? reconnectTimeout - time.GetElapsedTime(lostAt) : reconnectTimeout;
        }
    }

    public void Lost(Exception error)
    {
        lock (_lock)
        {
            if (_lostAt is not null)
                return;
            _lostAt = time.GetTimestamp();
        }

        LogLost(error);
    }

    public void Failed(Exception error, JournalWriteOutcome outcome)
    {
        bool first;
        lock (_lock)
            (first, _failing) = (!_failing, true);
        if (first) // Once, not with every batch of a full disk.
            LogFailing(error, outcome);
    }

    public void Succeeded()
    {
        bool resumed;
        lock (_lock)
        {
            resumed = _failing || _lostAt is not null;
            (_lostAt, _failing) = (null, false);
        }

        if (resumed)
            LogResumed();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to the journal's database is lost; appends wait for another.")]
    private partial void LogLost(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal can't be written ({Outcome}); appends fail until it can.")]
    private partial void LogFailing(Exception error, JournalWriteOutcome outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal can be written again.")]
    private partial void LogResumed();
}
