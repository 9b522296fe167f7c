namespace Orchestrator.Host.Offline;

/// <summary>Where a command works without a host.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="Store">The PostgreSQL database that has the journal, as a connection string; null for SQLite in the data folder.</param>
public sealed record OfflinePlace(string Data, string? Store)
{
    /// <summary>The folder and the kind of store; never the connection string, which may have a password.</summary>
    public override string ToString() => Store is null ? Data : $"{Data}, PostgreSQL";
}
