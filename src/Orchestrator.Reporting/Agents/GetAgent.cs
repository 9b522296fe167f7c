using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

internal sealed class GetAgent(AgentId id, LivenessMoment moment) : IQuery<AgentView?>
{
    public AgentView? Run(ReadConnection connection) => connection
        .Prepare($"SELECT {AgentRow.Columns} FROM agents WHERE id = ?1")
        .Bind(1, id.Value)
        .First(row => AgentRow.Read(row, moment));
}
