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

    public static ListQuery<AgentView> Query(AgentFilter filter, PageRequest page) => new(
        "agents",
        "id",
        AgentRow.Columns,
        new Conditions()
            .Add("type = ?", filter.Type)
            .Add("status = ?", filter.Status is { } status ? Words<AgentStatus>.Of(status) : null)
            .Add("team = ?", filter.Team)
            .Add("department = ?", filter.Department)
            .Add("session_id = ?", filter.SessionId?.Value)
            .AddContains("name", filter.Name),
        Orders,
        page,
        AgentRow.Read);
}
