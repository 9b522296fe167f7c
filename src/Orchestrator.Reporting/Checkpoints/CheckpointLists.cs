using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Checkpoints;

internal sealed class ListExpiredCheckpoints(DateTimeOffset now, int limit) : IQuery<IReadOnlyList<CheckpointId>>
{
    public IReadOnlyList<CheckpointId> Run(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT id FROM checkpoints
            WHERE retention_expires_at <= ?1 AND retention_expires_at IS NOT NULL
            ORDER BY retention_expires_at, number LIMIT ?2
            """)
        .Bind(1, now)
        .Bind(2, (long)limit)
        .List(row => CheckpointId.Parse(row.Text(0)));
}

internal sealed class ListCheckpointBlobs : IQuery<IReadOnlySet<string>>
{
    public IReadOnlySet<string> Run(ReadConnection connection) => connection
        .Prepare("SELECT DISTINCT blob FROM checkpoints")
        .List(row => row.Text(0))
        .ToHashSet(StringComparer.Ordinal);
}
