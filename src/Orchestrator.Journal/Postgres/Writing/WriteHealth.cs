using Microsoft.Extensions.Logging;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>Since when the server can't be reached, shared by all connections that write; says so once in the log.</summary>
internal sealed partial class WriteHealth(TimeSpan reconnectTimeout, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private long? _lostAt;
    private bool _failing;
    private int _losses;

    /// <summary>
    /// How often connections were lost. One that is older than the last loss is likely dead too, and what is sent over it
    /// would not be known to be unwritten.
    /// </summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <summary>How much longer an append may wait for the server.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
                return _lostAt is { } lostAt ? reconnectTimeout - time.GetElapsedTime(lostAt) : reconnectTimeout;
        }
    }

    /// <summary>The server can't be reached, or a connection to it is lost.</summary>
    public void Lost(Exception error, bool wasOpen)
    {
        bool first;
        lock (_lock)
        {
            first = _lostAt is null;
            _lostAt ??= time.GetTimestamp();
            if (first || wasOpen)
                _losses++;
        }

        if (first)
            LogLost(error);
    }

    /// <summary>A batch failed.</summary>
    public void Failed(Exception error, JournalWriteOutcome outcome)
    {
        bool first;
        lock (_lock)
            (first, _failing) = (!_failing, true);
        if (first) // Once, not with every batch of a full disk.
            LogFailing(error, outcome);
    }

    /// <summary>A batch was committed.</summary>
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
