namespace Orchestrator.Reporting.Aggregates;

/// <summary>
/// What may be aggregated. A caller's names are looked up here and never become SQL by themselves; free text and metadata, which
/// nobody groups by, are left out.
/// </summary>
/// <param name="Words">Columns to group by and to filter on.</param>
/// <param name="Numbers">Columns that are added up and compared.</param>
internal sealed record AggregateColumns(IReadOnlyList<string> Words, IReadOnlyList<string> Numbers)
{
    public static IReadOnlyDictionary<string, AggregateColumns> ByTable { get; } = new Dictionary<string, AggregateColumns>(StringComparer.Ordinal)
    {
        ["sessions"] = new(["type", "status", "project_path", "workspace", "branch", "main_agent_id"], ["event_count"]),
        ["agents"] = new(
            ["type", "status", "session_id", "team", "department", "captain", "parent_id", "branch"],
            ["cycle_count", "tasks_completed", "coordination_efficiency", "total_conversations", "total_messages_sent", "total_messages_received", "average_response_time"]),
        ["messages"] = new(
            ["type", "priority", "session_id", "conversation_id", "from_agent", "to_agent", "thread_id"],
            ["priority", "recipients", "acknowledged", "failed", "retry_count"]),
        ["message_deliveries"] = new(["status", "recipient", "sender", "conversation_id", "method"], ["attempts", "delivery_ms"]),
        ["tasks"] = new(
            ["status", "priority", "board", "assignee", "session_id", "parent_id", "created_by", "ready"],
            ["priority", "estimate_hours", "attempts"]),
        ["file_leases"] = new(["status", "mode", "project", "agent_id", "session_id", "task_id"], []),
        ["usage"] = new(
            ["agent_id", "session_id", "task_id", "department", "model"], ["input_tokens", "output_tokens", "cached_input_tokens", "cost"]),
    };
}
