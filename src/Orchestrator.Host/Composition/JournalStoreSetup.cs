using Orchestrator.Journal;

namespace Orchestrator.Host.Composition;

/// <summary>Registers the journal that the host was told to use.</summary>
internal static class JournalStoreSetup
{
    /// <summary>Adds it: SQLite in the data folder, with the sizes that the configuration's section <c>Journal</c> has, or PostgreSQL.</summary>
    /// <param name="services">The services.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="store">The connection string of PostgreSQL; null for SQLite.</param>
    /// <param name="isSingleProcess">Whether no other process may have the journal on PostgreSQL.</param>
    public static IServiceCollection AddJournalStore(this IServiceCollection services, string data, string? store, bool isSingleProcess) =>
        // The folder is set after the configuration, and is never the configuration's here.
        store is null
            ? services.AddOptions<JournalOptions>().BindConfiguration("Journal").Services.AddSqliteJournal(journal => journal.DataDirectory = data)
            : services.AddPostgresJournal(journal => (journal.ConnectionString, journal.SingleProcess) = (store, isSingleProcess));
}
