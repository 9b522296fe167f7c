using Orchestrator.Contracts.Agents;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>Adds to an agent, as its grain shows it, what only the tables know.</summary>
internal sealed class GetAgentWork(AgentView agent, LivenessMoment moment) : IQuery<AgentView>
{
    private static readonly string Sql =
        $"SELECT (SELECT last_progress FROM agent_totals WHERE agent_id = ?1), {WorkInHand.ColumnsSql("?1")}";

    public AgentView Run(ReadConnection connection) => connection.Prepare(Sql).Bind(1, agent.Id.Value).Single(Complete);

    private AgentView Complete(SqliteStatement row)
    {
        WorkInHand work = WorkInHand.Read(row, 1);
        LivenessEvidence evidence = new()
        {
            Watched = agent.Liveness != AgentLiveness.Offline,
            RegisteredAt = agent.RegisteredAt,
            ListeningSince = moment.ListeningSince,
            LastHeartbeat = agent.LastHeartbeat,
            LastProgress = row.OptionalTime(0),
            HoldsSince = work.Since,
            StalledSince = agent.StalledSince,
        };
        return agent with
        {
            Liveness = moment.Judge(evidence),
            LastProgress = evidence.LastProgress,
            Holds = work.References,
            HoldsCount = work.Count,
        };
    }
}
