using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>Several rows for the journal, all or nothing.</summary>
internal sealed class AppendTogetherWork(IReadOnlyList<JournalAppend> appends) : WriteWork<IReadOnlyList<long>>, ISqliteWrite
{
    private readonly long[] _positions = new long[appends.Count];

    // Looked for by the caller, not by the one thread that writes.
    private readonly int _repeated = FirstRepeated(appends);

    public override int Rows => appends.Count;

    public override long Bytes { get; } = BytesOf(appends);

    protected override IReadOnlyList<long> Result => _positions;

    // All are asked for before the first is written: what is refused has left nothing in the transaction, and no savepoint is
    // needed, which would cost more than the question.
    public Exception? Apply(SqliteWriteConnection connection)
    {
        for (int index = 0; index < appends.Count; index++)
        {
            if (index == _repeated || connection.IsUsed(appends[index]))
                return new JournalConflictException(appends[index].Grain, appends[index].Sequence);
        }

        for (int index = 0; index < appends.Count; index++) _positions[index] = connection.Append(appends[index]);
        return null;
    }

    private static int FirstRepeated(IReadOnlyList<JournalAppend> appends)
    {
        // A message and the claim of its id, most of a busy host's writes, need no set.
        if (appends.Count == 2) return appends[0].Sequence == appends[1].Sequence && appends[0].Grain == appends[1].Grain ? 1 : -1;
        HashSet<(string, long)> places = new(appends.Count);
        for (int index = 0; index < appends.Count; index++)
        {
            if (!places.Add((appends[index].Grain, appends[index].Sequence))) return index;
        }

        return -1;
    }

    private static long BytesOf(IReadOnlyList<JournalAppend> appends)
    {
        long bytes = 0;
        for (int i = 0; i < appends.Count; i++) bytes += appends[i].EstimatedBytes;
        return bytes;
    }
}
