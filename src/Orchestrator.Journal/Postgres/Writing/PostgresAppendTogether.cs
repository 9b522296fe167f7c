using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>Several rows for the journal, all or nothing.</summary>
internal sealed class PostgresAppendTogether(IReadOnlyList<JournalAppend> appends) : WriteWork<IReadOnlyList<long>>, IPostgresWrite
{
    private readonly long[] _positions = new long[appends.Count];

    public override int Rows => appends.Count;

    public override long Bytes { get; } = appends.Sum(append => append.EstimatedBytes);

    protected override IReadOnlyList<long> Result => _positions;

    public void CopyTo(AppendColumns columns)
    {
        foreach (JournalAppend append in appends)
            columns.Add(append);
    }

    public void Place(long first)
    {
        for (int index = 0; index < _positions.Length; index++)
            _positions[index] = first + index;
    }
}
