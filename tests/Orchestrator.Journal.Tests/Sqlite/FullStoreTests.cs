namespace Orchestrator.Journal.Tests.Sqlite;

/// <summary>A real file system without room. Where mounting one isn't permitted, the database's own limit.</summary>
public sealed class FullDiskTests : FullStoreContract
{
    private protected override SmallStore Store { get; } = SmallDisk.TryMount() ?? (SmallStore)new LimitedDatabase();
}

/// <summary>A database at its page limit: the same path, elsewhere in SQLite.</summary>
public sealed class FullDatabaseTests : FullStoreContract
{
    private protected override SmallStore Store { get; } = new LimitedDatabase();
}
