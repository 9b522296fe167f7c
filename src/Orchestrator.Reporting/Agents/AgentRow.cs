using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>A row of <c>agents</c>, and what the agent holds, as the view of it.</summary>
internal static class AgentRow
{
    public static readonly string Columns =
        "id, name, type, workspace_path, status, pid, mcp_port, capabilities, config, epoch, parent_id, session_id, "
        + "team, captain, specialization, current_focus, current_task, branch, uncommitted_changes, cycle_count, "
        + "tasks_completed, coordination_efficiency, integration_components, metrics, last_heartbeat, last_progress, "
        + "created_at, registered_at, department, delivery, stalled_since, "
        + WorkInHand.ColumnsSql("agents.id");

    private const int Work = 31;

    /// <summary>Reads a view.</summary>
    /// <param name="row">The row.</param>
    /// <param name="moment">What it is judged by.</param>
    public static AgentView Read(SqliteStatement row, LivenessMoment moment)
    {
        AgentStatus status = row.Word<AgentStatus>(4);
        LivenessEvidence evidence = Evidence(row, moment);
        WorkInHand work = WorkInHand.Read(row, Work);
        return new AgentView
        {
            Id = AgentId.Parse(row.Text(0)),
            Name = row.Text(1),
            Type = row.Text(2),
            WorkspacePath = row.OptionalText(3),
            Status = status,
            Liveness = moment.Judge(evidence),
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
            LastHeartbeat = evidence.LastHeartbeat,
            LastProgress = evidence.LastProgress,
            StalledSince = evidence.StalledSince,
            Holds = work.References,
            HoldsCount = work.Count,
            CreatedAt = row.Time(26),
            RegisteredAt = evidence.RegisteredAt,
            Department = row.OptionalText(28),
            Delivery = row.OptionalObject<DeliveryEndpoints>(29),
        };
    }

    /// <summary>Reads what an agent is judged by.</summary>
    /// <param name="row">The row.</param>
    /// <param name="moment">When.</param>
    public static LivenessEvidence Evidence(SqliteStatement row, LivenessMoment moment) => new()
    {
        Watched = row.Word<AgentStatus>(4) is not (AgentStatus.Inactive or AgentStatus.Offline),
        RegisteredAt = row.Time(27),
        ListeningSince = moment.ListeningSince,
        LastHeartbeat = row.OptionalTime(24),
        LastProgress = row.OptionalTime(25),
        HoldsSince = row.OptionalTime(Work),
        StalledSince = row.OptionalTime(30),
    };
}
