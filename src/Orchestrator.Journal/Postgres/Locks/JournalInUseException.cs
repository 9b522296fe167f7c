namespace Orchestrator.Journal;

/// <summary>Another process uses the journal for itself alone, and this one would too.</summary>
public sealed class JournalInUseException : JournalException
{
    internal JournalInUseException(string database, string? owner)
        : base(
            $"The journal in {database} is in use by {owner ?? "another process"}. The embedded grain engine has one process " +
            "for a journal: stop that process, choose another database, or run the Orleans flavour, which has many.")
    {
        Database = database;
        Owner = owner;
    }

    /// <summary>The database, host and port.</summary>
    public string Database { get; }

    /// <summary>The owner as the server knows it (application name, address, server process, start), or null when it doesn't tell.</summary>
    public string? Owner { get; }
}
