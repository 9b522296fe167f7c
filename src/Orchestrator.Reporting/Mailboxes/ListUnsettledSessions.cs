using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

internal sealed class ListUnsettledSessions(DateTimeOffset now, TimeSpan grace, int limit) : IQuery<IReadOnlyList<SessionId>>
{
    public IReadOnlyList<SessionId> Run(ReadConnection connection) => connection
        .Prepare("SELECT session_id FROM sessions_unsettled WHERE since < ?1 OR since > ?3 ORDER BY session_id LIMIT ?2")
        .Bind(1, now - grace)
        .Bind(2, (long)limit)
        .Bind(3, now + grace)
        .List(row => SessionId.Parse(row.Text(0)));
}
