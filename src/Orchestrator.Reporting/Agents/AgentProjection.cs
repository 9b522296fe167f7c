using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>Keeps <c>agents</c>. A new incarnation keeps the row and tells everything of itself anew.</summary>
internal sealed class AgentProjection(WriteConnection connection, AgentTotals totals) : IProjection<AgentEvent>
{
    private readonly SqliteStatement _register = connection.Prepare(
        """
        INSERT INTO agents (id, workspace_path, capabilities, config, pid, mcp_port, parent_id, session_id, team, captain,
                            specialization, current_focus, current_task, branch, uncommitted_changes, cycle_count,
                            tasks_completed, coordination_efficiency, integration_components, last_updated,
                            department, delivery, name, type, epoch, status, last_cycle, created_at, registered_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
                ?24, ?25, 'inactive', CASE WHEN ?16 IS NOT NULL THEN ?20 END, ?20, ?20)
        ON CONFLICT (id) DO UPDATE
        SET (workspace_path, capabilities, config, pid, mcp_port, parent_id, session_id, team, captain, specialization,
             current_focus, current_task, branch, uncommitted_changes, cycle_count, tasks_completed,
             coordination_efficiency, integration_components, last_updated, department, delivery, name, type, epoch,
             status, last_cycle, registered_at, last_heartbeat, metrics, stalled_since) =
            (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
             ?25, 'inactive', CASE WHEN ?16 IS NOT NULL THEN ?20 END, ?20, NULL, NULL, NULL)
        """);

    private readonly SqliteStatement _update = connection.Prepare(
        """
        UPDATE agents
        SET workspace_path = coalesce(?2, workspace_path), capabilities = coalesce(?3, capabilities),
            config = coalesce(?4, config), pid = coalesce(?5, pid), mcp_port = coalesce(?6, mcp_port),
            parent_id = coalesce(?7, parent_id), session_id = coalesce(?8, session_id), team = coalesce(?9, team),
            captain = coalesce(?10, captain), specialization = coalesce(?11, specialization),
            current_focus = coalesce(?12, current_focus), current_task = coalesce(?13, current_task),
            branch = coalesce(?14, branch), uncommitted_changes = coalesce(?15, uncommitted_changes),
            cycle_count = coalesce(?16, cycle_count), tasks_completed = coalesce(?17, tasks_completed),
            coordination_efficiency = coalesce(?18, coordination_efficiency),
            integration_components = coalesce(?19, integration_components),
            department = coalesce(?21, department), delivery = coalesce(?22, delivery),
            last_cycle = CASE WHEN ?16 IS NOT NULL THEN ?20 ELSE last_cycle END, last_updated = ?20
        WHERE id = ?1
        """);

    private readonly SqliteStatement _changeStatus = connection.Prepare(
        """
        UPDATE agents
        SET status = ?2, last_updated = ?3, stalled_since = CASE WHEN ?2 <> 'offline' THEN stalled_since END
        WHERE id = ?1
        """);

    private readonly SqliteStatement _heartbeat = connection.Prepare(
        """
        UPDATE agents
        SET last_heartbeat = ?2, last_updated = ?2, current_task = coalesce(?3, current_task), metrics = coalesce(?4, metrics)
        WHERE id = ?1
        """);

    // The last sign of life may be newer than the last one that was worth a row in the journal.
    private readonly SqliteStatement _goOffline = connection.Prepare(
        """
        UPDATE agents
        SET status = 'offline', last_updated = ?2, last_heartbeat = coalesce(max(last_heartbeat, ?3), last_heartbeat, ?3),
            stalled_since = NULL
        WHERE id = ?1
        """);

    private readonly SqliteStatement _unsettle = connection.Prepare(
        """
        INSERT INTO agents_unsettled (agent_id, event, since) VALUES (?1, ?2, ?3)
        ON CONFLICT (agent_id) DO UPDATE SET event = excluded.event
        """);

    private readonly SqliteStatement _settle = connection.Prepare(
        "DELETE FROM agents_unsettled WHERE agent_id = ?1 AND event <= ?2");

    private readonly SqliteStatement _stall = connection.Prepare(
        "UPDATE agents SET stalled_since = ?2, last_updated = ?3 WHERE id = ?1");

    private readonly SqliteStatement _hasOtherTask = connection.Prepare(
        "SELECT 1 FROM agents WHERE id = ?1 AND current_task IS NOT ?2");

    private readonly SqliteStatement _delete = connection.Prepare("DELETE FROM agents WHERE id = ?1");

    public void Apply(AgentEvent change, EventContext context)
    {
        if (AgentNews.ConcernsOthers(change)) _unsettle.Bind(1, context.Key).Bind(2, context.Sequence).Bind(3, change.At).Execute();
        switch (change)
        {
            case AgentSettled settled:
                _settle.Bind(1, context.Key).Bind(2, settled.UpTo).Execute();
                break;
            case AgentRegistered registered:
                Bind(_register, context.Key, registered.Profile, registered.At)
                    .Bind(23, registered.Name)
                    .Bind(24, registered.Type)
                    .Bind(25, registered.Epoch)
                    .Execute();
                totals.Of(context.Key);
                break;
            case AgentUpdated updated:
                NoteTask(context.Key, updated.Change.CurrentTask, updated.At);
                Bind(_update, context.Key, updated.Change, updated.At).Execute();
                break;
            case AgentStatusChanged changed:
                if (changed.To != AgentStatus.Offline) totals.Of(context.Key).Progressed(changed.At);
                _changeStatus.Bind(1, context.Key).Bind(2, Words<AgentStatus>.Of(changed.To)).Bind(3, changed.At).Execute();
                break;
            case AgentHeartbeatRecorded heartbeat:
                NoteTask(context.Key, heartbeat.CurrentTask, heartbeat.At);
                if (heartbeat.Metrics is not null) totals.Of(context.Key).Progressed(heartbeat.At);
                _heartbeat.Bind(1, context.Key).Bind(2, heartbeat.At).Bind(3, heartbeat.CurrentTask)
                    .BindJson(4, heartbeat.Metrics).Execute();
                break;
            case AgentWentOffline offline:
                _goOffline.Bind(1, context.Key).Bind(2, offline.At).Bind(3, offline.LastHeartbeat).Execute();
                break;
            case AgentStalled stalled:
                _stall.Bind(1, context.Key).Bind(2, stalled.Stall.Since).Bind(3, stalled.At).Execute();
                break;
            case AgentResumed:
                _stall.Bind(1, context.Key).Bind(2, (string?)null).Bind(3, change.At).Execute();
                break;
            case AgentDeleted:
                _delete.Bind(1, context.Key).Execute();
                break;
        }
    }

    // A heartbeat may repeat the task; only another one is progress.
    private void NoteTask(string id, string? task, DateTimeOffset at)
    {
        if (task is null || !_hasOtherTask.Bind(1, id).Bind(2, task).Read()) return;
        _hasOtherTask.Reset();
        totals.Of(id).Progressed(at);
    }

    private static SqliteStatement Bind(SqliteStatement statement, string id, AgentProfile profile, DateTimeOffset at) =>
        statement
            .Bind(1, id)
            .Bind(2, profile.WorkspacePath)
            .BindJson(3, profile.Capabilities)
            .BindJson(4, profile.Config)
            .Bind(5, (long?)profile.Pid)
            .Bind(6, (long?)profile.McpPort)
            .Bind(7, profile.ParentId?.Value)
            .Bind(8, profile.SessionId?.Value)
            .Bind(9, profile.Team)
            .Bind(10, profile.Captain)
            .Bind(11, profile.Specialization)
            .Bind(12, profile.CurrentFocus)
            .Bind(13, profile.CurrentTask)
            .Bind(14, profile.Branch)
            .Bind(15, (long?)profile.UncommittedChanges)
            .Bind(16, (long?)profile.CycleCount)
            .Bind(17, (long?)profile.TasksCompleted)
            .Bind(18, profile.Efficiency)
            .BindJson(19, profile.IntegrationComponents)
            .Bind(20, at)
            .Bind(21, profile.Department)
            .BindJson(22, profile.Delivery);
}
