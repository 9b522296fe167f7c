using Microsoft.Data.Sqlite;

namespace Orchestrator.Journal.Tests;

/// <summary>A connection of the test's own to a database file, as a database shell would have it.</summary>
internal sealed class Database : IAsyncDisposable
{
    private Database(SqliteConnection connection) => Connection = connection;

    public SqliteConnection Connection { get; }

    public static async Task<Database> OpenAsync(string file)
    {
        SqliteConnection connection = new($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        return new Database(connection);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<string>> ReadAsync(string sql)
    {
        await using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        await using SqliteDataReader reader = await command.ExecuteReaderAsync();
        List<string> values = [];
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }

    public Task<List<string>> ListTablesAsync() => ReadAsync("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
