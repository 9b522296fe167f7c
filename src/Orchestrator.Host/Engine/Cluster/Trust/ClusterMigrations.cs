#if ORLEANS
using Orchestrator.Journal;

namespace Orchestrator.Host.Engine.Cluster.Trust;

/// <summary>The migrations of what a cluster keeps in PostgreSQL beside the journal.</summary>
internal static class ClusterMigrations
{
    /// <summary>All of them.</summary>
    public static MigrationSet All { get; } =
        MigrationSet.FromResources(typeof(ClusterMigrations).Assembly, "sql/postgresql/orleans/");
}
#endif
