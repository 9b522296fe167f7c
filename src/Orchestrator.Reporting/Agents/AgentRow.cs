using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>A row of <c>agents</c> as the view of it.</summary>
internal static class AgentRow
{
    public const string Columns =
        "id, name, type, workspace_path, status, pid, mcp_port, capabilities, config, epoch, parent_id, session_id, "
        + "team, captain, specialization, current_focus, current_task, branch, uncommitted_changes, cycle_count, "
        + "tasks_completed, coordination_efficiency, integration_components, metrics, last_heartbeat, last_progress, "
        + "created_at, registered_at, department, delivery";

    public static AgentView Read(SqliteStatement row)
    {
        AgentStatus status = row.Word<AgentStatus>(4);
        DateTimeOffset? lastHeartbeat = row.OptionalTime(24);
        return new AgentView
        {
            Id = AgentId.Parse(row.Text(0)),
            Name = row.Text(1),
            Type = row.Text(2),
            WorkspacePath = row.OptionalText(3),
            Status = status,
            Liveness = Liveness(status, lastHeartbeat),
            Pid = (int?)row.OptionalInt64(5),
            McpPort = (int?)row.OptionalInt64(6),
            Capabilities = row.Texts(7),
            Config = row.OptionalJson(8),
            Epoch = row.Int64(9),
            ParentId = row.OptionalText(10) is { } parent ? AgentId.Parse(parent) : null,
            SessionId = row.OptionalText(11) is { } session ? SessionId.Parse(session) : null,
            Team = row.OptionalText(12),
            Captain = row.OptionalText(13),
            Specialization = row.OptionalText(14),
            CurrentFocus = row.OptionalText(15),
            CurrentTask = row.OptionalText(16),
            Branch = row.OptionalText(17),
            UncommittedChanges = (int?)row.OptionalInt64(18),
            CycleCount = (int?)row.OptionalInt64(19),
            TasksCompleted = (int?)row.OptionalInt64(20),
            Efficiency = row.OptionalDouble(21),
            IntegrationComponents = row.OptionalMap(22, value => value.GetString()!),
            Metrics = row.OptionalMap(23, value => value.GetDouble()),
            LastHeartbeat = lastHeartbeat,
            LastProgress = row.OptionalTime(25),
            CreatedAt = row.Time(26),
            RegisteredAt = row.Time(27),
            Department = row.OptionalText(28),
            Delivery = row.OptionalObject<DeliveryEndpoints>(29),
        };
    }

    // An agent whose heartbeats stopped is set offline by its grain; until then its last word counts.
    private static AgentLiveness Liveness(AgentStatus status, DateTimeOffset? lastHeartbeat) =>
        status is AgentStatus.Inactive or AgentStatus.Offline || lastHeartbeat is null
            ? AgentLiveness.Offline
            : AgentLiveness.Alive;
}
