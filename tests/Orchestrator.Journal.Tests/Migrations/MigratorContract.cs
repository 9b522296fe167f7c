namespace Orchestrator.Journal.Tests.Migrations;

/// <summary>What both databases' migrators do.</summary>
public abstract class MigratorContract : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;
    private protected static readonly MigrationSet Sample = MigrationSet.FromResources(typeof(MigratorContract).Assembly, "sample/");
    private static readonly MigrationSet Broken = MigrationSet.FromResources(typeof(MigratorContract).Assembly, "broken/");

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public async Task An_old_database_is_brought_up_to_date_and_keeps_its_rows()
    {
        // As the first release left it, with nothing of today's code.
        await ExecuteAsync(
            $"""
            CREATE TABLE schema_version (version INTEGER PRIMARY KEY, name TEXT, applied_at {TimeType}, checksum TEXT);
            CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
            INSERT INTO schema_version VALUES (1, 'notes', '2026-01-02T03:04:05.000Z', '{Sample.Migrations[0].Checksum}');
            INSERT INTO notes VALUES (7, 'kept');
            """);

        Assert.Equal(2, await MigrateToAsync(Sample, 2, None));

        Assert.Equal(["kept by nobody"], await ReadAsync("SELECT text || ' by ' || author FROM notes"));
        IReadOnlyList<MigrationStatus> status = await ListStatusAsync();
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), status[0].AppliedAt);
        Assert.NotNull(status[1].AppliedAt);
    }

    [Fact]
    public async Task Down_takes_back_step_by_step_and_up_again_works()
    {
        await MigrateToAsync(Sample, 2, None);
        await ExecuteAsync("INSERT INTO notes VALUES (1, 'kept', 'somebody')");

        Assert.Equal(1, await MigrateToAsync(Sample, 1, None));
        Assert.Equal(["1 kept"], await ReadAsync("SELECT id || ' ' || text FROM notes"));
        Assert.Equal(0, await MigrateToAsync(Sample, 0, None));
        Assert.Equal(["schema_version"], await ListTablesAsync());
        Assert.Equal(2, await MigrateToAsync(Sample, 2, None));
        Assert.Equal(["notes", "schema_version"], await ListTablesAsync());
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await MigrateToAsync(Sample, 2, None);
        IReadOnlyList<MigrationStatus> before = await ListStatusAsync();

        Assert.Equal(2, await MigrateToAsync(Sample, 2, None));

        Assert.Equal(before, await ListStatusAsync());
    }

    [Fact]
    public async Task The_status_of_an_empty_database_is_all_pending_and_leaves_it_empty()
    {
        Assert.Equal(
            [new MigrationStatus(1, "notes", null), new MigrationStatus(2, "notes_author", null)],
            await ListStatusAsync());
        Assert.Empty(await ListTablesAsync());
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused()
    {
        await MigrateToAsync(Sample, 2, None);
        await ExecuteAsync("INSERT INTO schema_version VALUES (3, 'future', '2027-01-01T00:00:00.000Z', 'x')");

        MigrationException error = await Assert.ThrowsAsync<MigrationException>(() => MigrateToAsync(Sample, 2, None));

        Assert.Contains("schema version 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("knows 2", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MigrationException>(ListStatusAsync);
    }

    [Fact]
    public async Task A_migration_altered_after_it_was_applied_is_refused()
    {
        await MigrateToAsync(Sample, 2, None);
        await ExecuteAsync("UPDATE schema_version SET checksum = 'other' WHERE version = 2");

        MigrationException error = await Assert.ThrowsAsync<MigrationException>(() => MigrateToAsync(Sample, 2, None));

        Assert.Contains("0002_notes_author", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_migration_that_fails_nothing_is_kept()
    {
        MigrationException error = await Assert.ThrowsAsync<MigrationException>(() => MigrateToAsync(Broken, 1, None));

        Assert.Contains("0001_half", error.Message, StringComparison.Ordinal);
        Assert.Equal(["schema_version"], await ListTablesAsync());
        Assert.Empty(await ReadAsync("SELECT name FROM schema_version"));
    }

    [Fact]
    public async Task A_version_the_program_does_not_have_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => MigrateToAsync(Sample, 3, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => MigrateToAsync(Sample, -1, None));
    }

    [Fact]
    public Task A_cancelled_migration_stops_between_two_steps() =>
        Assert.ThrowsAnyAsync<OperationCanceledException>(() => MigrateToAsync(Sample, 2, new CancellationToken(canceled: true)));

    [Fact]
    public void An_assembly_without_such_migrations_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => MigrationSet.FromResources(typeof(MigratorContract).Assembly, "none/"));

    private protected abstract string TimeType { get; }

    private protected abstract Task<int> MigrateToAsync(MigrationSet migrations, int version, CancellationToken cancellationToken);

    private protected abstract Task<IReadOnlyList<MigrationStatus>> ListStatusAsync();

    private protected abstract Task ExecuteAsync(string sql);

    private protected abstract Task<List<string>> ReadAsync(string sql);

    private protected abstract Task<List<string>> ListTablesAsync();
}
