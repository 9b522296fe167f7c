namespace Orchestrator.Contracts.Access;

/// <summary>What is noted of one token, or of those without one, on one day. Its key is <c>&lt;token or face&gt;-&lt;yyyyMMdd&gt;</c>.</summary>
[Alias("audit")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>The most entries of a day; further ones are in the host's log only.</summary>
    const int MaxEntries = 10_000;

    /// <summary>Notes something. Returns when it is on disk.</summary>
    /// <returns>False when the day has too many entries already.</returns>
    [Alias("note")]
    Task<bool> Note(IReadOnlyList<AuditEntry> entries);
}
