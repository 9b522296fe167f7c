using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

internal sealed class ListUnsettledSessions(DateTimeOffset olderThan, int limit) : IQuery<IReadOnlyList<SessionId>>
{
    public IReadOnlyList<SessionId> Run(ReadConnection connection) => connection
        .Prepare("SELECT session_id FROM sessions_unsettled WHERE since < ?1 ORDER BY session_id LIMIT ?2")
        .Bind(1, olderThan)
        .Bind(2, (long)limit)
        .List(row => SessionId.Parse(row.Text(0)));
}
