using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

internal sealed class ListUnsettledAgents(DateTimeOffset now, TimeSpan grace, int limit) : IQuery<IReadOnlyList<AgentId>>
{
    public IReadOnlyList<AgentId> Run(ReadConnection connection) => connection
        .Prepare("SELECT agent_id FROM agents_unsettled WHERE since < ?1 OR since > ?3 ORDER BY agent_id LIMIT ?2")
        .Bind(1, now - grace)
        .Bind(2, (long)limit)
        .Bind(3, now + grace)
        .List(row => AgentId.Parse(row.Text(0)));
}
