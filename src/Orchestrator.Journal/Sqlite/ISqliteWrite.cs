using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>What a <see cref="WriteWork"/> does on SQLite.</summary>
internal interface ISqliteWrite
{
    /// <summary>Makes the change within the writer's transaction.</summary>
    /// <returns>
    /// Null, or why this change alone is refused; then nothing of it is left in the transaction.
    /// </returns>
    Exception? Apply(SqliteWriteConnection connection);
}
