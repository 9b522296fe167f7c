using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Reporting.Agents;

internal static class ListAgents
{
    private static readonly SortOrder Orders = new(
        "createdAt desc",
        "id",
        ("createdAt", "created_at"),
        ("lastHeartbeat", "last_heartbeat"),
        ("lastProgress", "last_progress"),
        ("name", "name"),
        ("status", "status"),
        ("type", "type"));

    public static ListQuery<AgentView> Query(AgentFilter filter, PageRequest page, LivenessMoment moment)
    {
        Conditions conditions = new Conditions()
            .Add("type = ?", filter.Type)
            .Add("status = ?", filter.Status is { } status ? Words<AgentStatus>.Of(status) : null)
            .Add("team = ?", filter.Team)
            .Add("department = ?", filter.Department)
            .Add("session_id = ?", filter.SessionId?.Value)
            .AddContains("name", filter.Name);
        if (filter.Liveness is { } liveness) moment.AddTo(conditions, liveness);
        return new ListQuery<AgentView>(
            "agents", "id", AgentRow.Columns, conditions, Orders, page, row => AgentRow.Read(row, moment));
    }
}
