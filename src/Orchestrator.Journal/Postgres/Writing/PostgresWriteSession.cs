using System.Data;
using Npgsql;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>One connection that appends what a writer's columns hold. Not thread-safe; after an error that isn't a refusal it is to be dropped.</summary>
internal sealed class PostgresWriteSession : IAsyncDisposable
{
    // The alias of the rows is also what the table's columns are called, hence the prefix.
    private const string Append =
        $"""
        WITH base AS MATERIALIZED (SELECT {JournalPosition.First} AS first FROM journal_origin),
        written AS (
            INSERT INTO journal (position, grain, sequence, type, payload, metadata, at)
            SELECT base.first + r.n - 1, r.grain, r.sequence, r.type, r.payload, r.metadata, r.at
            FROM base, unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS r (grain, sequence, type, payload, metadata, at, n))
        SELECT first FROM base
        """;

    private const string Warning = "WARNING";

    // A transaction that writes nothing waits for no standby; this one writes its message to the log, which has no reader.
    private const string Confirm = "SELECT pg_logical_emit_message(true, 'orchestrator', '')";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBatch _batch;
    private readonly NpgsqlBatchCommand _append = new(Append);

    private bool _isWarned;

    private PostgresWriteSession(NpgsqlConnection connection, Backend backend)
    {
        _connection = connection;
        _connection.Notice += (_, notice) => _isWarned |= notice.Notice.InvariantSeverity == Warning;
        Backend = backend;
        // Each command is a transaction of its own, sent without waiting for the one before.
        _batch = new NpgsqlBatch(connection) { EnableErrorBarriers = true };
        _batch.BatchCommands.Add(_append);
        _batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT {JournalPosition.Horizon} FROM journal_origin"));
    }

    public Backend Backend { get; }

    public NpgsqlConnection Connection => _connection;

    /// <summary>Whether it can be used, as far as the driver knows, which looks after it also while nothing is sent.</summary>
    public bool IsOpen => _connection.State == ConnectionState.Open;

    /// <summary>Whether rows were sent whose end isn't known.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Whether rows were taken by the server, so that an error now doesn't tell whether they are committed.</summary>
    public bool IsCommitting { get; private set; }

    /// <summary>Connects, and prepares the statement for rows.</summary>
    public static async Task<PostgresWriteSession> OpenAsync(
        NpgsqlDataSource source, AppendColumns rows, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            PostgresWriteSession session = new(connection, await BackendAsync(connection, cancellationToken));
            rows.AddTo(session._append.Parameters);
            await session._batch.PrepareAsync(cancellationToken);
            return session;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes the rows in one transaction, in one round trip, and asks for the horizon behind it.</summary>
    /// <returns>The first row's position, and the horizon.</returns>
    /// <exception cref="NpgsqlException">It is committed here, and perhaps nowhere else.</exception>
    public async Task<(long First, long Horizon)> AppendAsync()
    {
        IsSent = true;
        _isWarned = false;
        await using NpgsqlDataReader reader = await ExecuteAsync();
        if (!await reader.ReadAsync(CancellationToken.None))
            throw new InvalidOperationException("The table journal_origin has no row; nothing can be appended without it.");
        long first = reader.GetInt64(0);
        // The row comes before the commit; what follows is answered after it.
        IsCommitting = true;
        await reader.NextResultAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        long horizon = reader.GetInt64(0);
        CheckReplicated();
        (IsSent, IsCommitting) = (false, false);
        return (first, horizon);
    }

    /// <summary>Waits until all that was committed before is where a commit is to be: with synchronous replication on the standby too.</summary>
    /// <exception cref="NpgsqlException">It is perhaps not.</exception>
    public async Task ConfirmAsync()
    {
        _isWarned = false;
        await using NpgsqlCommand command = new(Confirm, _connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        CheckReplicated();
    }

    // Told to stop waiting for a standby, by our own time-out too, the server answers as if it had not waited, and warns.
    private void CheckReplicated()
    {
        if (_isWarned) throw new NpgsqlException("The server did not wait for its standby.");
    }

    public async ValueTask DisposeAsync()
    {
        await _batch.DisposeAsync();
        await _connection.DisposeAsync();
    }

    // Returns with the first row, or what the server says instead of it.
    private async Task<NpgsqlDataReader> ExecuteAsync()
    {
        try
        {
            return await _batch.ExecuteReaderAsync(CancellationToken.None);
        }
        catch (PostgresException e) when (PostgresFault.IsRefusal(e))
        {
            IsSent = false;
            throw;
        }
    }

    // The driver's number of the process may be a pooler's.
    private static async Task<Backend> BackendAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand who = new(
            "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()", connection);
        await using NpgsqlDataReader reader = await who.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Backend(reader.GetInt32(0), reader.GetDateTime(1));
    }
}
