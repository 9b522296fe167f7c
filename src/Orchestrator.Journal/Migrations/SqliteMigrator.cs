using System.Globalization;
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
    private const string CreateVersionTable =
        """
        CREATE TABLE IF NOT EXISTS schema_version (
            version    INTEGER PRIMARY KEY,
            name       TEXT NOT NULL,
            applied_at TEXT NOT NULL,
            checksum   TEXT NOT NULL
        )
        """;

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
    public int MigrateTo(SqliteConnection connection, int version, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, migrations.Latest);
        Execute(connection, transaction: null, CreateVersionTable);
        int current = RequireKnown(connection, ReadApplied(connection));
        while (current != version)
        {
            cancellationToken.ThrowIfCancellationRequested();
            current = current < version ? StepUp(connection, current) : StepDown(connection, current);
        }

        return current;
    }

    /// <summary>Lists the program's migrations and which of them are applied; changes nothing.</summary>
    /// <param name="connection">An open connection.</param>
    /// <returns>One entry a migration, in order.</returns>
    /// <exception cref="MigrationException">
    /// The database is newer than the program or an applied migration was altered.
    /// </exception>
    public IReadOnlyList<MigrationStatus> ListStatus(SqliteConnection connection)
    {
        IReadOnlyList<AppliedMigration> applied = HasVersionTable(connection) ? ReadApplied(connection) : [];
        RequireKnown(connection, applied);
        return [.. migrations.Migrations.Select(migration => new MigrationStatus(
            migration.Version,
            migration.Name,
            migration.Version <= applied.Count ? applied[migration.Version - 1].AppliedAt : null))];
    }

    private int StepUp(SqliteConnection connection, int current)
    {
        Migration next = migrations.Migrations[current];
        Step(connection, $"Migration {next.Version:0000}_{next.Name}", transaction =>
        {
            Execute(connection, transaction, next.UpSql);
            Execute(
                connection,
                transaction,
                "INSERT INTO schema_version (version, name, applied_at, checksum) VALUES ($version, $name, $at, $checksum)",
                ("$version", next.Version),
                ("$name", next.Name),
                ("$at", timeProvider.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
                ("$checksum", next.Checksum));
        });
        return next.Version;
    }

    private int StepDown(SqliteConnection connection, int current)
    {
        Migration last = migrations.Migrations[current - 1];
        Step(connection, $"Taking back migration {last.Version:0000}_{last.Name}", transaction =>
        {
            Execute(connection, transaction, last.DownSql);
            Execute(connection, transaction, "DELETE FROM schema_version WHERE version = $version", ("$version", last.Version));
        });
        return last.Version - 1;
    }

    private static void Step(SqliteConnection connection, string what, Action<SqliteTransaction> statements)
    {
        try
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            statements(transaction);
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw new MigrationException($"{what} of '{connection.DataSource}' failed, nothing of it was kept: {e.Message}", e);
        }
    }

    private int RequireKnown(SqliteConnection connection, IReadOnlyList<AppliedMigration> applied)
    {
        for (int index = 0; index < applied.Count; index++)
        {
            AppliedMigration found = applied[index];
            if (found.Version > migrations.Latest)
            {
                throw new MigrationException(
                    $"The database '{connection.DataSource}' is at schema version {applied[^1].Version}, this program " +
                    $"knows {migrations.Latest} ({migrations.Source}). Use the newer program, or take the newer " +
                    "migrations back with it first.");
            }

            Migration known = migrations.Migrations[index];
            if (found.Version != known.Version || found.Checksum != known.Checksum)
            {
                throw new MigrationException(
                    $"Migration {found.Version:0000}_{found.Name} was applied to '{connection.DataSource}' with other " +
                    $"statements than this program has for {known.Version:0000}_{known.Name} ({migrations.Source}). " +
                    "Applied migrations are never edited: use the program that applied it, or restore a backup.");
            }
        }

        return applied.Count;
    }

    private static bool HasVersionTable(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'";
        return command.ExecuteScalar() is 1L;
    }

    private static List<AppliedMigration> ReadApplied(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT version, name, applied_at, checksum FROM schema_version ORDER BY version";
        using SqliteDataReader reader = command.ExecuteReader();
        List<AppliedMigration> applied = [];
        while (reader.Read())
        {
            applied.Add(new AppliedMigration(
                reader.GetInt32(0),
                reader.GetString(1),
                DateTimeOffset.Parse(reader.GetString(2), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                reader.GetString(3)));
        }

        return applied;
    }

    private static void Execute(
        SqliteConnection connection, SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object value) in values)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private sealed record AppliedMigration(int Version, string Name, DateTimeOffset AppliedAt, string Checksum);
}
