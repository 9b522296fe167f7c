using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Sessions;

internal sealed class ListSessionsEndedBefore(DateTimeOffset cutoff, int limit) : IQuery<IReadOnlyList<SessionId>>
{
    public IReadOnlyList<SessionId> Run(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT id FROM sessions
            WHERE status IN ('completed', 'error', 'terminated') AND end_time < ?1
            ORDER BY end_time, number
            LIMIT ?2
            """)
        .Bind(1, cutoff)
        .Bind(2, (long)limit)
        .List(row => SessionId.Parse(row.Text(0)));
}
