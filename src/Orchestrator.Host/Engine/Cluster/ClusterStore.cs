#if ORLEANS
using Npgsql;

namespace Orchestrator.Host.Engine.Cluster;

/// <summary>Where the tables of a cluster are: in the journal's database, in a schema of their own.</summary>
internal static class ClusterStore
{
    /// <summary>The schema, so that these tables have migrations of their own.</summary>
    public const string Schema = "orleans";

    // Each process has another pool for its journal.
    private const int MostConnections = 20;

    /// <summary>The connection string for Orleans.</summary>
    /// <param name="store">The journal's.</param>
    public static string ConnectionString(string store)
    {
        var parts = new NpgsqlConnectionStringBuilder(store) { SearchPath = Schema };
        // To the builder every keyword that exists is a key that it contains, so what was not said is told by its value.
        if (parts.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize) parts.MaxPoolSize = MostConnections;
        if (string.IsNullOrEmpty(parts.ApplicationName)) parts.ApplicationName = $"orchestrator cluster pid {Environment.ProcessId}";
        return parts.ConnectionString;
    }
}
#endif
