using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>One row for the journal.</summary>
internal sealed class AppendWork(JournalAppend append) : WriteWork<long>, ISqliteWrite
{
    private long _position;

    public override int Rows => 1;

    public override long Bytes { get; } = append.EstimatedBytes;

    protected override long Result => _position;

    public Exception? Apply(SqliteWriteConnection connection)
    {
        if (connection.IsUsed(append)) return new JournalConflictException(append.Grain, append.Sequence);
        _position = connection.Append(append);
        return null;
    }
}
