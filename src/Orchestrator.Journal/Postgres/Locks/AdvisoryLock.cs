using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestrator.Journal.Locks;

namespace Orchestrator.Journal.Postgres;

/// <summary>
/// A session-level advisory lock on a connection of its own. A heartbeat finds out that the server can't be reached, and
/// an idle time-out on the server's side that this process can't: first this process, then the server.
/// </summary>
internal sealed partial class AdvisoryLock : IClusterLease
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(5);

    // Older servers don't know some of these.
    private const string SessionSettings =
        """
        SELECT set_config(name, value, false)
        FROM pg_settings JOIN (VALUES
            ('idle_session_timeout', '20000'),
            ('tcp_keepalives_idle', '5'),
            ('tcp_keepalives_interval', '2'),
            ('tcp_keepalives_count', '3')) AS wanted (name, value) USING (name)
        """;

    private readonly NpgsqlConnection _connection;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _watching;
    private int _disposed;

    private AdvisoryLock(NpgsqlConnection connection, string name, TimeProvider time, ILogger logger)
    {
        (_connection, _name, _time, _logger) = (connection, name, time, logger);
        Lost = _lost.Token;
        _watching = Task.Run(WatchAsync, CancellationToken.None);
    }

    public CancellationToken Lost { get; }

    /// <returns>Null when another session has it.</returns>
    /// <exception cref="NpgsqlException">The server can't be reached now.</exception>
    public static async Task<AdvisoryLock?> TryTakeAsync(
        PostgresDatabase database, string name, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await database.DedicatedConnections.OpenConnectionAsync(cancellationToken);
        try
        {
            await using (NpgsqlCommand settings = new(SessionSettings, connection))
                await settings.ExecuteNonQueryAsync(cancellationToken);
            if (await CallAsync(connection, "SELECT pg_try_advisory_lock($1)", name, cancellationToken))
                return new AdvisoryLock(connection, name, time, logger);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync();
        await _watching;
        try
        {
            // The server may see the end of a connection late; this it does at once.
            if (_connection.State == ConnectionState.Open)
                await CallAsync(_connection, "SELECT pg_advisory_unlock($1)", _name, CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or IOException)
        {
            LogLost(_logger, error, _name); // which gives it back too
        }

        await _connection.DisposeAsync();
        _stop.Dispose();
        _lost.Dispose();
    }

    private static async Task<bool> CallAsync(NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryKey.Of(name) });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await ListenAsync();
                using CancellationTokenSource late = new(HeartbeatTimeout, _time);
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
                await using NpgsqlCommand heartbeat = new("SELECT 1", _connection);
                await heartbeat.ExecuteScalarAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Given back.
        }
        catch (Exception error) when (error is NpgsqlException or IOException or OperationCanceledException or InvalidOperationException)
        {
            LogLost(_logger, error, _name);
            await _connection.CloseAsync();
            await _lost.CancelAsync();
        }
    }

    /// <summary>Waits until the next heartbeat is due; sees at once when the connection ends.</summary>
    private async Task ListenAsync()
    {
        using CancellationTokenSource due = new(Heartbeat, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, _stop.Token);
        try
        {
            while (true) await _connection.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // Due.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lock {Name} is lost: its connection to the database broke")]
    private static partial void LogLost(ILogger logger, Exception error, string name);
}
