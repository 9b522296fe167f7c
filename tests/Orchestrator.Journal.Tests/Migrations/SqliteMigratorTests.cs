namespace Orchestrator.Journal.Tests.Migrations;

public sealed class SqliteMigratorTests : MigratorContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Database _database = null!;

    public override async Task InitializeAsync() => _database = await Database.OpenAsync(_folder.File("sample.db"));

    public override async Task DisposeAsync() => await _database.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    private protected override string TimeType => "TEXT";

    private protected override Task<int> MigrateToAsync(MigrationSet migrations, int version, CancellationToken cancellationToken)
    {
        SqliteMigrator migrator = new(migrations, TimeProvider.System);
        try
        {
            return Task.FromResult(version == migrations.Latest
                ? migrator.Migrate(_database.Connection, cancellationToken)
                : migrator.MigrateTo(_database.Connection, version, cancellationToken));
        }
        catch (Exception error)
        {
            return Task.FromException<int>(error);
        }
    }

    private protected override Task<IReadOnlyList<MigrationStatus>> ListStatusAsync()
    {
        try
        {
            return Task.FromResult(new SqliteMigrator(Sample, TimeProvider.System).ListStatus(_database.Connection));
        }
        catch (MigrationException error)
        {
            return Task.FromException<IReadOnlyList<MigrationStatus>>(error);
        }
    }

    private protected override Task ExecuteAsync(string sql) => _database.ExecuteAsync(sql);

    private protected override Task<List<string>> ReadAsync(string sql) => _database.ReadAsync(sql);

    private protected override Task<List<string>> ListTablesAsync() => _database.ListTablesAsync();
}
