using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>Several rows for the journal, all or nothing.</summary>
internal sealed class AppendTogetherWork(IReadOnlyList<JournalAppend> appends) : WriteWork<IReadOnlyList<long>>, ISqliteWrite
{
    private readonly long[] _positions = new long[appends.Count];

    public override int Rows => appends.Count;

    public override long Bytes { get; } = BytesOf(appends);

    protected override IReadOnlyList<long> Result => _positions;

    public Exception? Apply(SqliteWriteConnection connection)
    {
        if (appends.Count == 2) return ApplyPair(connection);
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

    // A message and the claim of its id: most of a busy host's writes. Whether both can be written is known before the first is,
    // which costs less than a savepoint.
    private JournalConflictException? ApplyPair(SqliteWriteConnection connection)
    {
        (JournalAppend first, JournalAppend second) = (appends[0], appends[1]);
        if (connection.IsUsed(first)) return new(first.Grain, first.Sequence);
        if (connection.IsUsed(second) || (first.Grain == second.Grain && first.Sequence == second.Sequence))
            return new(second.Grain, second.Sequence);
        _positions[0] = connection.Append(first);
        _positions[1] = connection.Append(second);
        return null;
    }

    private static long BytesOf(IReadOnlyList<JournalAppend> appends)
    {
        long bytes = 0;
        for (int i = 0; i < appends.Count; i++) bytes += appends[i].EstimatedBytes;
        return bytes;
    }
}
