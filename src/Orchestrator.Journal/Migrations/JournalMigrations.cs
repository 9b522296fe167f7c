namespace Orchestrator.Journal;

/// <summary>The migrations of the journal's own database.</summary>
public static class JournalMigrations
{
    /// <summary>All of them, for SQLite.</summary>
    public static MigrationSet All { get; } =
        MigrationSet.FromResources(typeof(JournalMigrations).Assembly, "sql/sqlite/journal/");
}
