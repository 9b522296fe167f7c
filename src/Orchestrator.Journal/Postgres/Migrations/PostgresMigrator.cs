using Npgsql;
using Orchestrator.Journal.Postgres;

namespace Orchestrator.Journal;

/// <summary>
/// Brings a PostgreSQL database's schema to a version, up or down, one transaction a step, and keeps the record of it in
/// the table <c>schema_version</c>. Of several processes that start at once one migrates, the others wait for it: an
/// advisory lock of the session guards it, so a connection pooler must not share sessions between transactions.
/// </summary>
/// <param name="migrations">The migrations the program carries.</param>
/// <param name="timeProvider">Says when a migration was applied.</param>
public sealed class PostgresMigrator(MigrationSet migrations, TimeProvider timeProvider)
{
    private static readonly long LockKey = AdvisoryKey.Of("migration");

    private readonly SchemaVersions _versions = new(migrations, timeProvider, new PostgresMigrationDialect());

    /// <summary>Applies all pending migrations.</summary>
    /// <param name="connection">An open connection with no transaction under way.</param>
    /// <param name="cancellationToken">Ends the wait for another process; later the step under way, the steps done stay.</param>
    /// <returns>The version reached.</returns>
    /// <exception cref="MigrationException">
    /// The database is newer than the program, an applied migration was altered, or a step failed.
    /// </exception>
    /// <exception cref="NpgsqlException">The server can't be reached now; trying again is safe.</exception>
    public Task<int> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        MigrateToAsync(connection, migrations.Latest, cancellationToken);

    /// <summary>Applies or takes back migrations until the version is reached.</summary>
    /// <param name="connection">An open connection with no transaction under way.</param>
    /// <param name="version">The version wanted, 0 (an empty database) to the program's latest.</param>
    /// <param name="cancellationToken">Ends the wait for another process; later the step under way, the steps done stay.</param>
    /// <returns>The version reached.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The program has no such version.</exception>
    /// <exception cref="MigrationException">
    /// The database is newer than the program, an applied migration was altered, or a step failed.
    /// </exception>
    /// <exception cref="NpgsqlException">The server can't be reached now; trying again is safe.</exception>
    public async Task<int> MigrateToAsync(NpgsqlConnection connection, int version, CancellationToken cancellationToken)
    {
        await LockAsync(connection, "SELECT pg_advisory_lock($1)", cancellationToken);
        try
        {
            return await _versions.MigrateToAsync(connection, version, cancellationToken);
        }
        finally
        {
            // With a connection that broke, its locks are gone already.
            if (connection.State == System.Data.ConnectionState.Open)
                await LockAsync(connection, "SELECT pg_advisory_unlock($1)", CancellationToken.None);
        }
    }

    /// <summary>Lists the program's migrations and which of them are applied; changes nothing.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>One entry a migration, in order.</returns>
    /// <exception cref="MigrationException">
    /// The database is newer than the program or an applied migration was altered.
    /// </exception>
    /// <exception cref="NpgsqlException">The server can't be reached now.</exception>
    public Task<IReadOnlyList<MigrationStatus>> ListStatusAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        _versions.ListStatusAsync(connection, cancellationToken);

    private static async Task LockAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockKey });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
