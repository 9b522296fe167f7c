using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>Several rows for the journal, all or nothing.</summary>
internal sealed class AppendTogetherWork(IReadOnlyList<JournalAppend> appends) : WriteWork<IReadOnlyList<long>>, ISqliteWrite
{
    private readonly long[] _positions = new long[appends.Count];

    public override int Rows => appends.Count;

    public override long Bytes { get; } = appends.Sum(append => append.EstimatedBytes);

    protected override IReadOnlyList<long> Result => _positions;

    public Exception? Apply(SqliteWriteConnection connection)
    {
        connection.SetSavepoint();
        for (int index = 0; index < appends.Count; index++)
        {
            if (connection.TryAppend(appends[index], out _positions[index]))
                continue;
            connection.RollBackToSavepoint();
            return new JournalConflictException(appends[index].Grain, appends[index].Sequence);
        }

        connection.ReleaseSavepoint();
        return null;
    }
}
