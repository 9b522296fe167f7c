using Npgsql;

namespace Orchestrator.Journal.Tests;

/// <summary>A transaction of another process that has appended a row, by plain SQL, and commits when the test says so.</summary>
internal sealed class ForeignTransaction : IAsyncDisposable
{
    private const string Insert =
        """
        INSERT INTO journal (position, grain, sequence, type, payload, metadata, at)
        SELECT (pg_current_xact_id()::text::bigint + xid_offset) << 12, $1, $2, 't', '["x"]', '{}', now() FROM journal_origin
        RETURNING position
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private ForeignTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    public int Pid => _connection.ProcessID;

    public long Position { get; private set; }

    public static async Task<ForeignTransaction> BeginAsync(string database, string grain, long sequence)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(database) { ApplicationName = "foreigner" }.ConnectionString);
        await connection.OpenAsync();
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        ForeignTransaction foreign = new(connection, transaction);
        await using NpgsqlCommand command = new(Insert, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = grain });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
        foreign.Position = (long)(await command.ExecuteScalarAsync())!;
        return foreign;
    }

    /// <summary>Takes its time, within the transaction.</summary>
    public async Task SleepAsync(double seconds)
    {
        await using NpgsqlCommand command = new("SELECT pg_sleep($1)", _connection, _transaction);
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = seconds });
        await command.ExecuteNonQueryAsync();
    }

    public Task CommitAsync() => _transaction.CommitAsync();

    public Task RollBackAsync() => _transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
