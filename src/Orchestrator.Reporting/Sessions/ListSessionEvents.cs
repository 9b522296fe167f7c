using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Sessions;

internal static class ListSessionEvents
{
    private static readonly SortOrder Orders = new("timestamp asc", "number", ("timestamp", "timestamp"));

    public static ListQuery<SessionEventView> Query(SessionId id, string? eventType, PageRequest page) => new(
        "session_events",
        "number",
        "id, session_id, event_type, agent_id, event_data, timestamp",
        new Conditions().Add("session_id = ?", id.Value).Add("event_type = ?", eventType),
        Orders,
        page,
        Read);

    private static SessionEventView Read(SqliteStatement row) => new()
    {
        Id = SessionEventId.Parse(row.Text(0)),
        SessionId = SessionId.Parse(row.Text(1)),
        EventType = row.Text(2),
        AgentId = row.OptionalText(3) is { } agent ? AgentId.Parse(agent) : null,
        EventData = row.OptionalJson(4),
        Timestamp = row.Time(5),
    };
}
