using Orchestrator.Contracts.Agents;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>S0 <c>getActiveAgents</c>.</summary>
internal sealed class ListActiveAgents(LivenessMoment moment) : IQuery<IReadOnlyList<AgentView>>
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    public IReadOnlyList<AgentView> Run(ReadConnection connection) => connection
        .Prepare(
            $"""
            SELECT {AgentRow.Columns} FROM agents
            WHERE status IN ('active', 'busy') AND last_heartbeat > ?1
            ORDER BY name, id
            """)
        .Bind(1, moment.Now - Recent)
        .List(row => AgentRow.Read(row, moment));
}
