using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orchestrator.Journal.Postgres;

namespace Orchestrator.Journal;

/// <summary>The journal's PostgreSQL database: its pool of connections, and its schema brought up to date once.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable, IDisposable
{
    private const int MaxApplicationNameBytes = 63;

    private readonly SemaphoreSlim _migration = new(1);
    private readonly TimeProvider _time;
    private volatile bool _migrated;

    public PostgresDatabase(IOptions<PostgresJournalOptions> options, TimeProvider time, ILoggerFactory loggers)
    {
        _time = time;
        NpgsqlConnectionStringBuilder parts = PostgresConnectionString.Build(options.Value);
        if (string.IsNullOrEmpty(parts.ApplicationName)) parts.ApplicationName = ApplicationName();
        Name = $"{parts.Database} on {parts.Host}:{parts.Port.ToString(CultureInfo.InvariantCulture)}";
        DataSource = new NpgsqlDataSourceBuilder(parts.ConnectionString).UseLoggerFactory(loggers).Build();

        // For connections that are held as long as the process lives: not out of the pool that requests need.
        parts.Pooling = false;
        parts.TcpKeepAlive = true;
        parts.TcpKeepAliveTime = 5;
        parts.TcpKeepAliveInterval = 2;
        DedicatedConnections = new NpgsqlDataSourceBuilder(parts.ConnectionString).UseLoggerFactory(loggers).Build();
    }

    /// <summary>The pool.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Opens connections that are not pooled, with TCP keepalive.</summary>
    public NpgsqlDataSource DedicatedConnections { get; }

    /// <summary>The database, host and port, for messages.</summary>
    public string Name { get; }

    /// <summary>Brings the schema up to date; nothing if this was done.</summary>
    /// <param name="cancellationToken">Ends it between two steps, or the wait for another process that does it.</param>
    /// <exception cref="MigrationException">The schema doesn't fit this program.</exception>
    /// <exception cref="NpgsqlException">The server can't be reached now.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (_migrated) return;
        await _migration.WaitAsync(cancellationToken);
        try
        {
            if (_migrated) return;
            await using NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellationToken);
            await new PostgresMigrator(PostgresMigrations.All, _time).MigrateAsync(connection, cancellationToken);
            _migrated = true;
        }
        finally
        {
            _migration.Release();
        }
    }

    /// <summary>Reads on a connection of the pool, a second time where the first one's server had gone.</summary>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    public async Task<T> ReadAsync<T>(string what, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        for (bool again = false; ; again = true)
        {
            try
            {
                await using NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellationToken);
                return await read(connection);
            }
            catch (Exception error) when (error is NpgsqlException or IOException)
            {
                bool disconnected = Forget(error);
                if (again || !disconnected)
                    throw PostgresFault.Unavailable($"{what} failed on {Name}", JournalWriteOutcome.NotWritten, error);
            }
        }
    }

    /// <summary>Writes on a connection of the pool; returns when it is committed.</summary>
    /// <exception cref="JournalUnavailableException">The store can't be written now.</exception>
    public async Task<T> WriteAsync<T>(string what, Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        JournalWriteOutcome outcome = JournalWriteOutcome.NotWritten;
        try
        {
            await using NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellationToken);
            outcome = JournalWriteOutcome.Unknown;
            return await write(connection);
        }
        catch (Exception error) when (error is NpgsqlException or IOException)
        {
            Forget(error);
            throw PostgresFault.Unavailable(
                $"{what} failed on {Name}", PostgresFault.IsRefusal(error) ? JournalWriteOutcome.NotWritten : outcome, error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await DedicatedConnections.DisposeAsync();
        _migration.Dispose();
    }

    public void Dispose()
    {
        DataSource.Dispose();
        DedicatedConnections.Dispose();
        _migration.Dispose();
    }

    // The other connections to a server that has gone are broken too.
    private bool Forget(Exception error)
    {
        bool disconnected = PostgresFault.IsDisconnection(error);
        if (disconnected) DataSource.Clear();
        return disconnected;
    }

    // Who is connected, for pg_stat_activity and for messages: the server knows the process by it only.
    private static string ApplicationName()
    {
        string process = string.Create(CultureInfo.InvariantCulture, $" pid {Environment.ProcessId}");
        string host = $"orchestrator {Environment.MachineName}";
        return host[..Math.Min(host.Length, MaxApplicationNameBytes - process.Length)] + process;
    }
}
