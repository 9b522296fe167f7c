using Npgsql;

namespace Orchestrator.Journal.Tests.Migrations;

public sealed class PostgresMigratorTests : MigratorContract
{
    private PostgresTestDatabase _database = null!;

    public override async Task InitializeAsync() => _database = await PostgresTestDatabase.CreateAsync();

    public override async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Of_ten_that_migrate_at_once_one_does_and_all_see_it_done()
    {
        int[] reached = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await using NpgsqlConnection connection = await PostgresTestDatabase.ConnectAsync(_database.ConnectionString);
            return await new PostgresMigrator(Sample, TimeProvider.System).MigrateAsync(connection, None);
        })).SoonAsync();

        Assert.All(reached, version => Assert.Equal(2, version));
        Assert.Equal(["1", "2"], await ReadAsync("SELECT version::text FROM schema_version ORDER BY version"));
    }

    [Fact]
    public async Task Waiting_for_another_that_migrates_can_be_cancelled()
    {
        await using NpgsqlConnection other = await PostgresTestDatabase.ConnectAsync(_database.ConnectionString);
        await using (NpgsqlCommand hold = new("SELECT pg_advisory_lock($1)", other))
        {
            hold.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Journal.Postgres.AdvisoryKey.Of("migration") });
            await hold.ExecuteNonQueryAsync();
        }

        using CancellationTokenSource stop = new();
        Task<int> waiting = MigrateToAsync(Sample, 2, stop.Token);
        await other.WaitForLockAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.SoonAsync());
        await other.CloseAsync();
        Assert.Empty(await ListTablesAsync());
        Assert.Equal(2, await MigrateToAsync(Sample, 2, None));
    }

    private protected override string TimeType => "timestamptz";

    private protected override Task<int> MigrateToAsync(MigrationSet migrations, int version, CancellationToken cancellationToken)
    {
        PostgresMigrator migrator = new(migrations, TimeProvider.System);
        return version == migrations.Latest
            ? migrator.MigrateAsync(_database.Connection, cancellationToken)
            : migrator.MigrateToAsync(_database.Connection, version, cancellationToken);
    }

    private protected override Task<IReadOnlyList<MigrationStatus>> ListStatusAsync() =>
        new PostgresMigrator(Sample, TimeProvider.System).ListStatusAsync(_database.Connection, None);

    private protected override Task ExecuteAsync(string sql) => _database.ExecuteAsync(sql);

    private protected override Task<List<string>> ReadAsync(string sql) => _database.ReadAsync(sql);

    private protected override Task<List<string>> ListTablesAsync() => _database.ListTablesAsync();
}
