using System.Data.Common;

namespace Orchestrator.Journal;

/// <summary>
/// Brings a database's schema to a version, up or down, one transaction a step, and keeps the record of it in the table
/// <c>schema_version</c>: the same for all databases. Where a database's client doesn't wait asynchronously (SQLite), all
/// tasks are complete when they return.
/// </summary>
internal sealed class SchemaVersions(MigrationSet migrations, TimeProvider timeProvider, MigrationDialect dialect)
{
    public async Task<int> MigrateToAsync(DbConnection connection, int version, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, migrations.Latest);
        cancellationToken.ThrowIfCancellationRequested();
        await ExecuteAsync(connection, transaction: null, dialect.CreateVersionTable, [], cancellationToken);
        int current = RequireKnown(connection, await ReadAppliedAsync(connection, cancellationToken));
        while (current != version)
        {
            cancellationToken.ThrowIfCancellationRequested();
            current = current < version
                ? await StepUpAsync(connection, current, cancellationToken)
                : await StepDownAsync(connection, current, cancellationToken);
        }

        return current;
    }

    public async Task<IReadOnlyList<MigrationStatus>> ListStatusAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        List<AppliedMigration> applied =
            await HasVersionTableAsync(connection, cancellationToken) ? await ReadAppliedAsync(connection, cancellationToken) : [];
        RequireKnown(connection, applied);
        return [.. migrations.Migrations.Select(migration => new MigrationStatus(
            migration.Version,
            migration.Name,
            migration.Version <= applied.Count ? applied[migration.Version - 1].AppliedAt : null))];
    }

    private async Task<int> StepUpAsync(DbConnection connection, int current, CancellationToken cancellationToken)
    {
        Migration next = migrations.Migrations[current];
        await StepAsync(
            connection,
            $"Migration {next.Version:0000}_{next.Name}",
            next.UpSql,
            "INSERT INTO schema_version (version, name, applied_at, checksum) VALUES (@version, @name, @at, @checksum)",
            [
                ("@version", next.Version),
                ("@name", next.Name),
                ("@at", dialect.ToStored(timeProvider.GetUtcNow())),
                ("@checksum", next.Checksum),
            ],
            cancellationToken);
        return next.Version;
    }

    private async Task<int> StepDownAsync(DbConnection connection, int current, CancellationToken cancellationToken)
    {
        Migration last = migrations.Migrations[current - 1];
        await StepAsync(
            connection,
            $"Taking back migration {last.Version:0000}_{last.Name}",
            last.DownSql,
            "DELETE FROM schema_version WHERE version = @version",
            [("@version", last.Version)],
            cancellationToken);
        return last.Version - 1;
    }

    private async Task StepAsync(
        DbConnection connection,
        string what,
        string script,
        string record,
        (string Name, object Value)[] values,
        CancellationToken cancellationToken)
    {
        try
        {
            await using DbTransaction transaction = await dialect.BeginAsync(connection, cancellationToken);
            await ExecuteAsync(connection, transaction, script, [], cancellationToken);
            await ExecuteAsync(connection, transaction, record, values, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbException e) when (dialect.IsRefusal(e))
        {
            throw new MigrationException($"{what} of '{dialect.NameOf(connection)}' failed, nothing of it was kept: {e.Message}", e);
        }
    }

    private int RequireKnown(DbConnection connection, List<AppliedMigration> applied)
    {
        for (int index = 0; index < applied.Count; index++)
        {
            AppliedMigration found = applied[index];
            if (found.Version > migrations.Latest)
            {
                throw new MigrationException(
                    $"The database '{dialect.NameOf(connection)}' is at schema version {applied[^1].Version}, this program " +
                    $"knows {migrations.Latest} ({migrations.Source}). Use the newer program, or take the newer " +
                    "migrations back with it first.");
            }

            Migration known = migrations.Migrations[index];
            if (found.Version != known.Version || found.Checksum != known.Checksum)
            {
                throw new MigrationException(
                    $"Migration {found.Version:0000}_{found.Name} was applied to '{dialect.NameOf(connection)}' with other " +
                    $"statements than this program has for {known.Version:0000}_{known.Name} ({migrations.Source}). " +
                    "Applied migrations are never edited: use the program that applied it, or restore a backup.");
            }
        }

        return applied.Count;
    }

    private async Task<bool> HasVersionTableAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using DbCommand command = Command(connection, dialect.CountVersionTables);
        return await command.ExecuteScalarAsync(cancellationToken) is 1L;
    }

    private async Task<List<AppliedMigration>> ReadAppliedAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using DbCommand command = Command(connection, "SELECT version, name, applied_at, checksum FROM schema_version ORDER BY version");
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<AppliedMigration> applied = [];
        while (await reader.ReadAsync(cancellationToken))
            applied.Add(new AppliedMigration(reader.GetInt32(0), reader.GetString(1), dialect.ReadTime(reader, 2), reader.GetString(3)));
        return applied;
    }

    private async Task ExecuteAsync(
        DbConnection connection, DbTransaction? transaction, string sql, (string Name, object Value)[] values, CancellationToken cancellationToken)
    {
        await using DbCommand command = Command(connection, sql);
        command.Transaction = transaction;
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand Command(DbConnection connection, string sql)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        if (dialect.CommandTimeout is { } seconds) command.CommandTimeout = seconds;
        return command;
    }
}
