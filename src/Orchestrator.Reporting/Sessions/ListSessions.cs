using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Reporting.Sessions;

internal static class ListSessions
{
    private static readonly SortOrder Orders = new(
        "createdAt desc",
        "number",
        ("createdAt", "created_at"),
        ("lastActivity", "last_activity"),
        ("endedAt", "end_time"),
        ("name", "name"),
        ("status", "status"),
        ("type", "type"));

    public static ListQuery<SessionView> Query(SessionFilter filter, PageRequest page) => new(
        "sessions",
        "number",
        SessionRow.Columns,
        new Conditions()
            .Add("type = ?", filter.Type)
            .Add("status = ?", filter.Status is { } status ? Words<SessionStatus>.Of(status) : null)
            .AddContains("name", filter.Name)
            .Add("project_path = ?", filter.ProjectPath),
        Orders,
        page,
        SessionRow.Read);
}
