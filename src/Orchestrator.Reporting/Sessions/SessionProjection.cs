using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Sessions;

/// <summary>Keeps <c>sessions</c> and <c>session_events</c>.</summary>
internal sealed class SessionProjection(WriteConnection connection) : IProjection<SessionEvent>
{
    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO sessions (id, type, name, status, project_path, workspace, branch, main_agent_id, capabilities,
                              constraints, metadata_json, created_at, last_activity, restored_from)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, coalesce(?9, '[]'), coalesce(?10, '[]'), ?11, ?12, ?12, ?13)
        """);

    private readonly SqliteStatement _update = connection.Prepare(
        """
        UPDATE sessions
        SET name = coalesce(?2, name), project_path = coalesce(?3, project_path), workspace = coalesce(?4, workspace),
            branch = coalesce(?5, branch), main_agent_id = coalesce(?6, main_agent_id),
            capabilities = coalesce(?7, capabilities), constraints = coalesce(?8, constraints),
            metadata_json = coalesce(?9, metadata_json), last_activity = ?10
        WHERE id = ?1
        """);

    private readonly SqliteStatement _changeStatus = connection.Prepare(
        """
        UPDATE sessions SET status = ?2, end_time = CASE WHEN ?2 = 'error' THEN ?3 ELSE end_time END, last_activity = ?3
        WHERE id = ?1
        """);

    private readonly SqliteStatement _end = connection.Prepare(
        "UPDATE sessions SET status = 'completed', summary = ?2, end_time = ?3, last_activity = ?3 WHERE id = ?1");

    private readonly SqliteStatement _terminate = connection.Prepare(
        "UPDATE sessions SET status = 'terminated', termination_reason = ?2, end_time = ?3, last_activity = ?3 WHERE id = ?1");

    private readonly SqliteStatement _delete = connection.Prepare("DELETE FROM sessions WHERE id = ?1");

    private readonly SqliteStatement _deleteEvents = connection.Prepare("DELETE FROM session_events WHERE session_id = ?1");

    private readonly SqliteStatement _deleteDepartments = connection.Prepare("DELETE FROM departments WHERE session_id = ?1");

    private readonly SqliteStatement _unsettle = connection.Prepare(
        """
        INSERT INTO sessions_unsettled (session_id, event, since) VALUES (?1, ?2, ?3)
        ON CONFLICT (session_id) DO UPDATE SET event = excluded.event
        """);

    private readonly SqliteStatement _settle = connection.Prepare(
        "DELETE FROM sessions_unsettled WHERE session_id = ?1 AND event <= ?2");

    private readonly SqliteStatement _touch = connection.Prepare("UPDATE sessions SET last_activity = ?2 WHERE id = ?1");

    private readonly SessionRestoring _restoring = new(connection);

    private readonly SqliteStatement _insertEvent = connection.Prepare(
        """
        INSERT INTO session_events (id, session_id, event_type, agent_id, event_data, timestamp)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """);

    private readonly SqliteStatement _countEvent = connection.Prepare(
        "UPDATE sessions SET event_count = event_count + 1, last_activity = ?2 WHERE id = ?1");

    public void Apply(SessionEvent change, EventContext context)
    {
        if (SessionNews.ConcernsOthers(change)) _unsettle.Bind(1, context.Key).Bind(2, context.Sequence).Bind(3, change.At).Execute();
        switch (change)
        {
            case SessionSettled settled:
                _settle.Bind(1, context.Key).Bind(2, settled.UpTo).Execute();
                break;
            case SessionCreated created:
                Insert(created, context.Key);
                break;
            case SessionUpdated updated:
                Update(updated, context.Key);
                break;
            case SessionStatusChanged changed:
                ChangeStatus(changed.To, changed.At, context.Key);
                break;
            case SessionEnded ended:
                _end.Bind(1, context.Key).Bind(2, ended.Summary).Bind(3, ended.At).Execute();
                break;
            case SessionTerminated terminated:
                _terminate.Bind(1, context.Key).Bind(2, terminated.Reason).Bind(3, terminated.At).Execute();
                break;
            case SessionArchived:
                ChangeStatus(SessionStatus.Archived, change.At, context.Key);
                break;
            case SessionDeleted:
                _delete.Bind(1, context.Key).Execute();
                _deleteEvents.Bind(1, context.Key).Execute();
                _deleteDepartments.Bind(1, context.Key).Execute();
                break;
            case CheckpointTaken:
                _touch.Bind(1, context.Key).Bind(2, change.At).Execute();
                break;
            case SessionRestored restored:
                _restoring.Apply(restored, context.Key);
                break;
            case SessionEventLogged logged:
                Log(logged, context.Key);
                break;
        }
    }

    private void Insert(SessionCreated created, string id) => _insert
        .Bind(1, id)
        .Bind(2, created.Type)
        .Bind(3, created.Name)
        .Bind(4, Words<SessionStatus>.Of(created.Status))
        .Bind(5, created.ProjectPath)
        .Bind(6, created.Workspace)
        .Bind(7, created.Branch)
        .Bind(8, created.MainAgentId?.Value)
        .BindJson(9, created.Capabilities)
        .BindJson(10, created.Constraints)
        .BindJson(11, created.Metadata)
        .Bind(12, created.At)
        .Bind(13, created.RestoredFrom?.Value)
        .Execute();

    private void Update(SessionUpdated updated, string id) => _update
        .Bind(1, id)
        .Bind(2, updated.Name)
        .Bind(3, updated.ProjectPath)
        .Bind(4, updated.Workspace)
        .Bind(5, updated.Branch)
        .Bind(6, updated.MainAgentId?.Value)
        .BindJson(7, updated.Capabilities)
        .BindJson(8, updated.Constraints)
        .BindJson(9, updated.Metadata)
        .Bind(10, updated.At)
        .Execute();

    private void ChangeStatus(SessionStatus status, DateTimeOffset at, string id) =>
        _changeStatus.Bind(1, id).Bind(2, Words<SessionStatus>.Of(status)).Bind(3, at).Execute();

    private void Log(SessionEventLogged logged, string id)
    {
        _insertEvent
            .Bind(1, logged.EventId.Value)
            .Bind(2, id)
            .Bind(3, logged.EventType)
            .Bind(4, logged.AgentId?.Value)
            .BindJson(5, logged.EventData)
            .Bind(6, logged.At)
            .Execute();
        _countEvent.Bind(1, id).Bind(2, logged.At).Execute();
    }
}
