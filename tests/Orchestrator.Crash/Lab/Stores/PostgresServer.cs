using Npgsql;
using Orchestrator.Benchmarks.Comparison.Peers;
using Orchestrator.Benchmarks.Servers;

namespace Orchestrator.Crash.Lab.Stores;

/// <summary>The PostgreSQL server that all rounds share: the one that was given, or one of the laboratory's own.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _connectionString;
    private readonly ServerProcess? _own;

    private PostgresServer(string connectionString, ServerProcess? own) => (_connectionString, _own) = (connectionString, own);

    /// <summary>Whether one can be started here.</summary>
    public static bool IsInstalled => PostgresProgram.IsInstalled;

    /// <summary>Connects, and starts one before where none is given.</summary>
    /// <param name="given">The connection string of a role that may create databases; null for a server of its own.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="NpgsqlException">The one that was given can't be reached, or does not let the role in.</exception>
    public static async Task<PostgresServer> StartAsync(string? given, CancellationToken stop)
    {
        if (given is not null)
        {
            var server = new PostgresServer(WithoutPool(InMaintenanceDatabase(given)), own: null);
            await server.ExecuteAsync("SELECT 1", stop);
            return server;
        }

        (ServerProcess process, string connectionString) = await PostgresProgram.StartAsync(stop);
        var own = new PostgresServer(WithoutPool(connectionString), process);
        try
        {
            await process.ReadyAsync(() => own.ExecuteAsync("SELECT 1", stop), stop);
            return own;
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>How to reach it.</returns>
    public async Task<NpgsqlConnectionStringBuilder> CreateDatabaseAsync(int seed, CancellationToken stop)
    {
        string name = $"lab_{seed}_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0", stop);
        return new NpgsqlConnectionStringBuilder(_connectionString) { Database = name };
    }

    /// <summary>Removes one that was made here, whoever is still connected.</summary>
    public Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A role need not have a database of its own name.
    private static string InMaintenanceDatabase(string given)
    {
        NpgsqlConnectionStringBuilder parts = new(given);
        parts.Database ??= "postgres";
        return parts.ConnectionString;
    }

    private static string WithoutPool(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private async Task<int> ExecuteAsync(string sql, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(stop);
        await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of names that this program makes.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync(stop);
    }
}
