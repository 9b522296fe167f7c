using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>One row for the journal.</summary>
internal sealed class PostgresAppend(JournalAppend append) : WriteWork<long>, IPostgresWrite
{
    private long _position;

    public override int Rows => 1;

    public override long Bytes { get; } = append.EstimatedBytes;

    protected override long Result => _position;

    public void CopyTo(AppendColumns columns) => columns.Add(append);

    public void Place(long first) => _position = first;
}
