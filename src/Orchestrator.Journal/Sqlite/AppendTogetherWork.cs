using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>Several rows for the journal, all or nothing.</summary>
internal sealed class AppendTogetherWork(IReadOnlyList<JournalAppend> appends) : WriteWork<IReadOnlyList<long>>, ISqliteWrite
{
    private readonly long[] _positions = new long[appends.Count];

    public override int Rows => appends.Count;

    public override long Bytes { get; } = BytesOf(appends);

    protected override IReadOnlyList<long> Result => _positions;

    // All are asked for before the first is written: what is refused has left nothing in the transaction, and no savepoint is
    // needed, which would cost more than the question.
    public Exception? Apply(SqliteWriteConnection connection)
    {
        for (int index = 0; index < appends.Count; index++)
        {
            if (IsRepeated(index) || connection.IsUsed(appends[index]))
                return new JournalConflictException(appends[index].Grain, appends[index].Sequence);
        }

        for (int index = 0; index < appends.Count; index++) _positions[index] = connection.Append(appends[index]);
        return null;
    }

    private bool IsRepeated(int index)
    {
        JournalAppend append = appends[index];
        for (int earlier = 0; earlier < index; earlier++)
        {
            if (appends[earlier].Sequence == append.Sequence && appends[earlier].Grain == append.Grain) return true;
        }

        return false;
    }

    private static long BytesOf(IReadOnlyList<JournalAppend> appends)
    {
        long bytes = 0;
        for (int i = 0; i < appends.Count; i++) bytes += appends[i].EstimatedBytes;
        return bytes;
    }
}
