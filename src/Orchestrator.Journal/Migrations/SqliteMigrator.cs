using Microsoft.Data.Sqlite;

namespace Orchestrator.Journal;

/// <summary>
/// Brings a SQLite database's schema to a version, up or down, one transaction a step, and keeps the record of it in
/// the table <c>schema_version</c>.
/// </summary>
/// <param name="migrations">The migrations the program carries.</param>
/// <param name="timeProvider">Says when a migration was applied.</param>
public sealed class SqliteMigrator(MigrationSet migrations, TimeProvider timeProvider)
{
    private readonly SchemaVersions _versions = new(migrations, timeProvider, new SqliteMigrationDialect());

    /// <summary>Applies all pending migrations.</summary>
    /// <param name="connection">An open, writable connection with no transaction under way.</param>
    /// <param name="cancellationToken">Stops between two steps; the steps done stay.</param>
    /// <returns>The version reached.</returns>
    /// <exception cref="MigrationException">
    /// The database is newer than the program, an applied migration was altered, or a step failed.
    /// </exception>
    public int Migrate(SqliteConnection connection, CancellationToken cancellationToken) =>
        MigrateTo(connection, migrations.Latest, cancellationToken);

    /// <summary>Applies or takes back migrations until the version is reached.</summary>
    /// <param name="connection">An open, writable connection with no transaction under way.</param>
    /// <param name="version">The version wanted, 0 (an empty database) to the program's latest.</param>
    /// <param name="cancellationToken">Stops between two steps; the steps done stay.</param>
    /// <returns>The version reached.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The program has no such version.</exception>
    /// <exception cref="MigrationException">
    /// The database is newer than the program, an applied migration was altered, or a step failed.
    /// </exception>
    public int MigrateTo(SqliteConnection connection, int version, CancellationToken cancellationToken) =>
        _versions.MigrateToAsync(connection, version, cancellationToken).GetAwaiter().GetResult(); // SQLite's client never waits asynchronously

    /// <summary>Lists the program's migrations and which of them are applied; changes nothing.</summary>
    /// <param name="connection">An open connection.</param>
    /// <returns>One entry a migration, in order.</returns>
    /// <exception cref="MigrationException">
    /// The database is newer than the program or an applied migration was altered.
    /// </exception>
    public IReadOnlyList<MigrationStatus> ListStatus(SqliteConnection connection) =>
        _versions.ListStatusAsync(connection, CancellationToken.None).GetAwaiter().GetResult();
}
