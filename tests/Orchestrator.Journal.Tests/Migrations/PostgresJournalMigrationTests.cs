namespace Orchestrator.Journal.Tests.Migrations;

/// <summary>The journal's own migrations, on a real server.</summary>
public sealed class PostgresJournalMigrationTests
{
    private const string Schema =
        """
        SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        ORDER BY 1
        """;

    [Fact]
    public async Task Every_journal_migration_can_be_taken_back_and_applied_again()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync();
        PostgresMigrator migrator = new(PostgresMigrations.All, TimeProvider.System);

        await migrator.MigrateAsync(database.Connection, CancellationToken.None);
        List<string> latest = await database.ReadAsync(Schema);
        for (int version = PostgresMigrations.All.Latest - 1; version >= 0; version--)
        {
            await migrator.MigrateToAsync(database.Connection, version, CancellationToken.None);
            await migrator.MigrateToAsync(database.Connection, version + 1, CancellationToken.None);
            await migrator.MigrateToAsync(database.Connection, version, CancellationToken.None);
        }

        Assert.Equal(["schema_version"], await database.ListTablesAsync());
        await migrator.MigrateAsync(database.Connection, CancellationToken.None);
        Assert.Equal(latest, await database.ReadAsync(Schema));
    }
}
