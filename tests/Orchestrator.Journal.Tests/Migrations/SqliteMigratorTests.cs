namespace Orchestrator.Journal.Tests.Migrations;

public sealed class SqliteMigratorTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly MigrationSet Sample = MigrationSet.FromResources(typeof(SqliteMigratorTests).Assembly, "sample/");
    private static readonly MigrationSet Broken = MigrationSet.FromResources(typeof(SqliteMigratorTests).Assembly, "broken/");

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteMigrator _migrator = new(Sample, TimeProvider.System);
    private Database _database = null!;

    public async Task InitializeAsync() => _database = await Database.OpenAsync(_folder.File("sample.db"));

    public async Task DisposeAsync() => await _database.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_old_database_is_brought_up_to_date_and_keeps_its_rows()
    {
        // As the first release left it, with nothing of today's code.
        await _database.ExecuteAsync(
            $"""
            CREATE TABLE schema_version (version INTEGER PRIMARY KEY, name TEXT, applied_at TEXT, checksum TEXT);
            CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
            INSERT INTO schema_version VALUES (1, 'notes', '2026-01-02T03:04:05.000Z', '{Sample.Migrations[0].Checksum}');
            INSERT INTO notes VALUES (7, 'kept');
            """);

        Assert.Equal(2, _migrator.Migrate(_database.Connection, None));

        Assert.Equal(["kept by nobody"], await _database.ReadAsync("SELECT text || ' by ' || author FROM notes"));
        IReadOnlyList<MigrationStatus> status = _migrator.ListStatus(_database.Connection);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), status[0].AppliedAt);
        Assert.NotNull(status[1].AppliedAt);
    }

    [Fact]
    public async Task Down_takes_back_step_by_step_and_up_again_works()
    {
        _migrator.Migrate(_database.Connection, None);
        await _database.ExecuteAsync("INSERT INTO notes VALUES (1, 'kept', 'somebody')");

        Assert.Equal(1, _migrator.MigrateTo(_database.Connection, 1, None));
        Assert.Equal(["1 kept"], await _database.ReadAsync("SELECT id || ' ' || text FROM notes"));
        Assert.Equal(0, _migrator.MigrateTo(_database.Connection, 0, None));
        Assert.Equal(["schema_version"], await _database.ListTablesAsync());
        Assert.Equal(2, _migrator.Migrate(_database.Connection, None));
        Assert.Equal(["notes", "schema_version"], await _database.ListTablesAsync());
    }

    [Fact]
    public void Migrating_again_changes_nothing()
    {
        _migrator.Migrate(_database.Connection, None);
        IReadOnlyList<MigrationStatus> before = _migrator.ListStatus(_database.Connection);

        Assert.Equal(2, _migrator.Migrate(_database.Connection, None));

        Assert.Equal(before, _migrator.ListStatus(_database.Connection));
    }

    [Fact]
    public async Task The_status_of_an_empty_database_is_all_pending_and_leaves_it_empty()
    {
        Assert.Equal(
            [new MigrationStatus(1, "notes", null), new MigrationStatus(2, "notes_author", null)],
            _migrator.ListStatus(_database.Connection));
        Assert.Empty(await _database.ListTablesAsync());
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused()
    {
        _migrator.Migrate(_database.Connection, None);
        await _database.ExecuteAsync("INSERT INTO schema_version VALUES (3, 'future', '2027-01-01T00:00:00.000Z', 'x')");

        MigrationException error = Assert.Throws<MigrationException>(() => _migrator.Migrate(_database.Connection, None));

        Assert.Contains("schema version 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("knows 2", error.Message, StringComparison.Ordinal);
        Assert.Throws<MigrationException>(() => _migrator.ListStatus(_database.Connection));
    }

    [Fact]
    public async Task A_migration_altered_after_it_was_applied_is_refused()
    {
        _migrator.Migrate(_database.Connection, None);
        await _database.ExecuteAsync("UPDATE schema_version SET checksum = 'other' WHERE version = 2");

        MigrationException error = Assert.Throws<MigrationException>(() => _migrator.Migrate(_database.Connection, None));

        Assert.Contains("0002_notes_author", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_migration_that_fails_nothing_is_kept()
    {
        SqliteMigrator broken = new(Broken, TimeProvider.System);

        MigrationException error = Assert.Throws<MigrationException>(() => broken.Migrate(_database.Connection, None));

        Assert.Contains("0001_half", error.Message, StringComparison.Ordinal);
        Assert.Equal(["schema_version"], await _database.ListTablesAsync());
        Assert.Empty(await _database.ReadAsync("SELECT name FROM schema_version"));
    }

    [Fact]
    public void A_version_the_program_does_not_have_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _migrator.MigrateTo(_database.Connection, 3, None));
        Assert.Throws<ArgumentOutOfRangeException>(() => _migrator.MigrateTo(_database.Connection, -1, None));
    }

    [Fact]
    public void A_cancelled_migration_stops_between_two_steps() =>
        Assert.Throws<OperationCanceledException>(() => _migrator.Migrate(_database.Connection, new CancellationToken(canceled: true)));

    [Fact]
    public void An_assembly_without_such_migrations_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => MigrationSet.FromResources(typeof(SqliteMigratorTests).Assembly, "none/"));
}
