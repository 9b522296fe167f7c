using Orchestrator.Contracts.Agents;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

internal sealed class ListStalled(LivenessMoment moment, int limit) : IQuery<IReadOnlyList<AgentStall>>
{
    public IReadOnlyList<AgentStall> Run(ReadConnection connection)
    {
        Conditions stalled = moment.AddTo(new Conditions(), AgentLiveness.Stalled);
        string sql = $"SELECT {AgentRow.Columns} FROM agents{stalled.ToSql()} AND stalled_since IS NULL"
            + $" ORDER BY id LIMIT ?{stalled.Count + 1}";
        return stalled.Bind(connection.Prepare(sql)).Bind(stalled.Count + 1, (long)limit).List(Read);
    }

    private AgentStall Read(SqliteStatement row)
    {
        AgentView agent = AgentRow.Read(row, moment);
        return new AgentStall
        {
            AgentId = agent.Id,
            Epoch = agent.Epoch,
            Since = LivenessRule.QuietSince(AgentRow.Evidence(row, moment)),
            LastHeartbeat = agent.LastHeartbeat,
            LastProgress = agent.LastProgress,
            Holds = agent.Holds!,
            HoldsCount = agent.HoldsCount!.Value,
        };
    }
}
