namespace Orchestrator.Journal;

/// <summary>
/// A database's schema and this program don't fit together: the database is newer, a migration was altered after it
/// was applied, or one failed. The message says which and what to do; the database is as it was before the step.
/// </summary>
/// <param name="message">Which, and what to do.</param>
/// <param name="innerException">The database's own error, if any.</param>
public sealed class MigrationException(string message, Exception? innerException = null)
    : JournalException(message, innerException);
