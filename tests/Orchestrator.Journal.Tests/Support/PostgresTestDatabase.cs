using Npgsql;
using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests;

/// <summary>A database of a test's own on the server that the tests share, and a connection of the test's own to it.</summary>
internal sealed class PostgresTestDatabase : IAsyncDisposable
{
    private PostgresTestDatabase(NpgsqlConnection connection, string connectionString) =>
        (Connection, ConnectionString) = (connection, connectionString);

    public NpgsqlConnection Connection { get; }

    public string ConnectionString { get; }

    public static async Task<PostgresTestDatabase> CreateAsync()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string connectionString = await server.CreateDatabaseAsync();
        return new PostgresTestDatabase(await ConnectAsync(connectionString), connectionString);
    }

    public static async Task<NpgsqlConnection> ConnectAsync(string connectionString)
    {
        NpgsqlConnection connection = new($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = new(sql, Connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<string>> ReadAsync(string sql)
    {
        await using NpgsqlCommand command = new(sql, Connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> values = [];
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }

    public Task<List<string>> ListTablesAsync() =>
        ReadAsync("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename");

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}

/// <summary>What tests see of other connections.</summary>
internal static class PostgresConnectionExtensions
{
    /// <summary>Waits until somebody waits for a lock in the connection's database.</summary>
    public static async Task WaitForLockAsync(this NpgsqlConnection connection)
    {
        await using NpgsqlCommand command = new("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", connection);
        await InstalledProgram.UntilAsync(async () => await command.ExecuteScalarAsync() is > 0L, "somebody waits for a lock");
    }
}
