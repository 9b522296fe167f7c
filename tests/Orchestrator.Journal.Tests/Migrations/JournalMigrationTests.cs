namespace Orchestrator.Journal.Tests.Migrations;

/// <summary>The journal's own migrations, on a real file.</summary>
public sealed class JournalMigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_journal_migration_can_be_taken_back_and_applied_again()
    {
        await using Database database = await Database.OpenAsync(_folder.File("journal.db"));
        SqliteMigrator migrator = new(JournalMigrations.All, TimeProvider.System);

        migrator.Migrate(database.Connection, CancellationToken.None);
        List<string> latest = await SchemaAsync(database);
        for (int version = JournalMigrations.All.Latest - 1; version >= 0; version--)
        {
            migrator.MigrateTo(database.Connection, version, CancellationToken.None);
            migrator.MigrateTo(database.Connection, version + 1, CancellationToken.None);
            migrator.MigrateTo(database.Connection, version, CancellationToken.None);
        }

        Assert.Equal(["schema_version"], await database.ListTablesAsync());
        migrator.Migrate(database.Connection, CancellationToken.None);
        Assert.Equal(latest, await SchemaAsync(database));
    }

    [Fact]
    public async Task A_journal_of_the_first_schema_opens_with_its_rows()
    {
        await using (Database database = await Database.OpenAsync(_folder.File("journal.db")))
        {
            new SqliteMigrator(JournalMigrations.All, TimeProvider.System)
                .MigrateTo(database.Connection, 1, CancellationToken.None);
            await database.ExecuteAsync("INSERT INTO journal VALUES (1, 'a', 1, 'sent', '[1,2]', '{}', 1790000000123)");
        }

        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);

        Assert.Equal(
            new JournalEntry(1, "a", 1, "sent", "[1,2]", "{}", DateTimeOffset.FromUnixTimeMilliseconds(1790000000123)),
            Assert.Single(await node.Journal.ReadToEndAsync()));
        Assert.Equal(2, await node.Journal.AppendAsync(Rows.Row("a", 3), CancellationToken.None).SoonAsync());
    }

    [Fact]
    public async Task A_journal_newer_than_the_program_is_refused_and_its_folder_is_free_again()
    {
        await using (SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath))
            await node.Journal.AppendAsync(Rows.Row("a", 1), CancellationToken.None).SoonAsync();
        await using (Database database = await Database.OpenAsync(_folder.File("journal.db")))
            await database.ExecuteAsync("INSERT INTO schema_version VALUES (999, 'future', '2027-01-01T00:00:00.000Z', 'x')");

        await Assert.ThrowsAsync<MigrationException>(() => SqliteNode.OpenAsync(_folder.FullPath));

        await using (Database database = await Database.OpenAsync(_folder.File("journal.db")))
            await database.ExecuteAsync("DELETE FROM schema_version WHERE version = 999");
        await using SqliteNode again = await SqliteNode.OpenAsync(_folder.FullPath);
        Assert.Equal(1, again.Journal.LastPosition);
    }

    private static Task<List<string>> SchemaAsync(Database database) =>
        database.ReadAsync("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name");
}
