namespace Orchestrator.Journal;

/// <summary>How the PostgreSQL journal is kept. Checked at start; a wrong value fails with its name and remedy.</summary>
public sealed record PostgresJournalOptions
{
    /// <summary>
    /// Where the database is, as Npgsql writes it: <c>Host=…;Database=…;Username=…;Password=…</c>. One database holds one
    /// journal. Required; it may hold a password, so it is never shown.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Whether this is the only process that uses the journal: a second one that says so too is refused. Needed by the
    /// embedded grain engine, which has one node.
    /// </summary>
    public bool SingleProcess { get; set; }

    /// <summary>The name of the type: the connection string may hold a password.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => nameof(PostgresJournalOptions);
}
