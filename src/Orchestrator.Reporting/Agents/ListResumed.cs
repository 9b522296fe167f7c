using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

internal sealed class ListResumed(LivenessMoment moment, int limit) : IQuery<IReadOnlyList<AgentIncarnation>>
{
    public IReadOnlyList<AgentIncarnation> Run(ReadConnection connection)
    {
        Conditions moves = moment.AddTo(new Conditions(), AgentLiveness.Alive, AgentLiveness.Idle);
        string sql = $"SELECT id, epoch FROM agents{moves.ToSql()} AND stalled_since IS NOT NULL"
            + $" ORDER BY id LIMIT ?{moves.Count + 1}";
        return moves.Bind(connection.Prepare(sql)).Bind(moves.Count + 1, (long)limit)
            .List(row => new AgentIncarnation(AgentId.Parse(row.Text(0)), row.Int64(1)));
    }
}
