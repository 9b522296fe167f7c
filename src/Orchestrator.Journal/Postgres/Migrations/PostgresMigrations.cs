namespace Orchestrator.Journal;

/// <summary>The migrations of the journal's database on PostgreSQL.</summary>
public static class PostgresMigrations
{
    /// <summary>All of them.</summary>
    public static MigrationSet All { get; } =
        MigrationSet.FromResources(typeof(PostgresMigrations).Assembly, "sql/postgresql/journal/");
}
