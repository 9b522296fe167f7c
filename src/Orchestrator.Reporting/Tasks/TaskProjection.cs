using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Tasks;

/// <summary>Keeps <c>tasks</c>, <c>task_dependencies</c> and <c>task_events</c>.</summary>
internal sealed class TaskProjection(WriteConnection connection, AgentTotals totals) : IProjection<TaskEvent>
{
    private readonly TaskHistory _history = new(connection);

    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO tasks (id, board, title, description, status, priority, assignee, dependencies, parent_id, session_id,
                           conversation_id, labels, required_capabilities, estimate_hours, created_by, metadata, created_at,
                           updated_at)
        VALUES (?1, ?2, ?3, ?4, CASE WHEN ?6 IS NULL THEN 'pending' ELSE 'assigned' END, ?5, ?6, coalesce(?7, '[]'), ?8, ?9,
                ?10, coalesce(?11, '[]'), coalesce(?12, '[]'), ?13, ?14, ?15, ?16, ?16)
        """);

    private readonly SqliteStatement _update = connection.Prepare(
        """
        UPDATE tasks
        SET title = coalesce(?2, title), description = coalesce(?3, description), priority = coalesce(?4, priority),
            dependencies = coalesce(?5, dependencies), conversation_id = coalesce(?6, conversation_id),
            labels = coalesce(?7, labels), required_capabilities = coalesce(?8, required_capabilities),
            estimate_hours = coalesce(?9, estimate_hours), metadata = coalesce(?10, metadata), updated_at = ?11
        WHERE id = ?1
        """);

    private readonly SqliteStatement _forgetDependencies = connection.Prepare("DELETE FROM task_dependencies WHERE task_id = ?1");

    private readonly SqliteStatement _depend = connection.Prepare(
        "INSERT INTO task_dependencies (task_id, depends_on) VALUES (?1, ?2)");

    private readonly SqliteStatement _countAwaited = connection.Prepare(
        """
        UPDATE tasks
        SET awaited = (SELECT count(*) FROM task_dependencies d JOIN tasks o ON o.id = d.depends_on
                       WHERE d.task_id = ?1 AND o.status <> 'completed')
        WHERE id = ?1
        """);

    private readonly SqliteStatement _awaitNoLonger = connection.Prepare(
        "UPDATE tasks SET awaited = awaited - 1 WHERE id IN (SELECT task_id FROM task_dependencies WHERE depends_on = ?1)");

    private readonly SqliteStatement _claim = connection.Prepare(
        """
        UPDATE tasks
        SET status = 'in_progress', assignee = ?2, lease_expires_at = ?3, attempts = attempts + 1, reason = NULL,
            started_at = ?4, updated_at = ?4
        WHERE id = ?1
        """);

    private readonly SqliteStatement _renew = connection.Prepare(
        "UPDATE tasks SET lease_expires_at = ?2, updated_at = ?3 WHERE id = ?1");

    private readonly SqliteStatement _assign = connection.Prepare(
        """
        UPDATE tasks SET assignee = ?2, status = CASE WHEN ?2 IS NULL THEN 'pending' ELSE 'assigned' END, updated_at = ?3
        WHERE id = ?1
        """);

    private readonly SqliteStatement _free = connection.Prepare(
        """
        UPDATE tasks SET status = 'pending', assignee = NULL, lease_expires_at = NULL, reason = ?2, ended_at = NULL, updated_at = ?3
        WHERE id = ?1
        """);

    private readonly SqliteStatement _setOverBudget = connection.Prepare(
        "UPDATE tasks SET over_budget = ?2, updated_at = ?3 WHERE id = ?1");

    private readonly SqliteStatement _changeStatus = connection.Prepare(
        "UPDATE tasks SET status = ?2, reason = ?3, updated_at = ?4 WHERE id = ?1");

    private readonly SqliteStatement _end = connection.Prepare(
        """
        UPDATE tasks SET status = ?2, lease_expires_at = NULL, reason = ?3, result = ?4, ended_at = ?5, updated_at = ?5
        WHERE id = ?1
        """);

    public void Apply(TaskEvent change, EventContext context)
    {
        string id = change.TaskId.Value;
        if (change is TaskCreated created)
        {
            Insert(created, context.Key);
            _history.Add(change, id);
            return;
        }

        if (change is not TaskRenewed) _history.Add(change, id);
        switch (change)
        {
            case TaskUpdated updated:
                Update(updated, id);
                break;
            case TaskAssigned assigned:
                _assign.Bind(1, id).Bind(2, assigned.Assignee?.Value).Bind(3, change.At).Execute();
                break;
            case TaskClaimed claimed:
                _claim.Bind(1, id).Bind(2, claimed.AgentId.Value).Bind(3, claimed.Until).Bind(4, claimed.At).Execute();
                totals.Of(claimed.AgentId.Value).Progressed(claimed.At);
                break;
            case TaskRenewed renewed:
                _renew.Bind(1, id).Bind(2, renewed.Until).Bind(3, renewed.At).Execute();
                break;
            case TaskReturned returned:
                _free.Bind(1, id).Bind(2, returned.Reason).Bind(3, change.At).Execute();
                break;
            case TaskRetried:
                _free.Bind(1, id).Bind(2, (string?)null).Bind(3, change.At).Execute();
                break;
            case TaskBlocked blocked:
                ChangeStatus(id, TaskItemStatus.Blocked, blocked.Reason, change.At);
                break;
            case TaskUnblocked:
                ChangeStatus(id, TaskItemStatus.InProgress, reason: null, change.At);
                break;
            case TaskBudgetStopped stopped:
                _setOverBudget.Bind(1, id).Bind(2, stopped.Reason).Bind(3, change.At).Execute();
                break;
            case TaskBudgetResumed:
                _setOverBudget.Bind(1, id).Bind(2, (string?)null).Bind(3, change.At).Execute();
                break;
            case TaskCompleted completed:
                End(id, TaskItemStatus.Completed, null, change.At, completed);
                _awaitNoLonger.Bind(1, id).Execute();
                if (completed.AgentId is { } agent) totals.Of(agent.Value).Progressed(change.At);
                break;
            case TaskFailed failed:
                End(id, TaskItemStatus.Failed, failed.Reason, change.At);
                break;
            case TaskCancelled cancelled:
                End(id, TaskItemStatus.Cancelled, cancelled.Reason, change.At);
                break;
        }
    }

    private void Insert(TaskCreated created, string board)
    {
        _insert
            .Bind(1, created.TaskId.Value)
            .Bind(2, board)
            .Bind(3, created.Title)
            .Bind(4, created.Description)
            .Bind(5, (long)created.Priority)
            .Bind(6, created.Assignee?.Value)
            .BindJson(7, created.Dependencies)
            .Bind(8, created.ParentId?.Value)
            .Bind(9, created.SessionId?.Value)
            .Bind(10, created.ConversationId?.Value)
            .BindJson(11, created.Labels)
            .BindJson(12, created.RequiredCapabilities)
            .Bind(13, created.EstimateHours)
            .Bind(14, created.CreatedBy?.Value)
            .BindJson(15, created.Metadata)
            .Bind(16, created.At)
            .Execute();
        if (created.Dependencies is { } dependencies) Depend(created.TaskId.Value, dependencies);
    }

    private void Update(TaskUpdated updated, string id)
    {
        UpdateTask change = updated.Change;
        _update
            .Bind(1, id)
            .Bind(2, change.Title)
            .Bind(3, change.Description)
            .Bind(4, change.Priority is { } priority ? (long)priority : null)
            .BindJson(5, change.Dependencies)
            .Bind(6, change.ConversationId?.Value)
            .BindJson(7, change.Labels)
            .BindJson(8, change.RequiredCapabilities)
            .Bind(9, change.EstimateHours)
            .BindJson(10, change.Metadata)
            .Bind(11, updated.At)
            .Execute();
        if (change.Dependencies is not { } dependencies) return;
        _forgetDependencies.Bind(1, id).Execute();
        Depend(id, dependencies);
    }

    private void Depend(string id, IReadOnlyList<Contracts.Identifiers.TaskId> dependencies)
    {
        foreach (Contracts.Identifiers.TaskId on in dependencies) _depend.Bind(1, id).Bind(2, on.Value).Execute();
        _countAwaited.Bind(1, id).Execute();
    }

    private void ChangeStatus(string id, TaskItemStatus status, string? reason, DateTimeOffset at) =>
        _changeStatus.Bind(1, id).Bind(2, Words<TaskItemStatus>.Of(status)).Bind(3, reason).Bind(4, at).Execute();

    private void End(string id, TaskItemStatus status, string? reason, DateTimeOffset at, TaskCompleted? completed = null) => _end
        .Bind(1, id)
        .Bind(2, Words<TaskItemStatus>.Of(status))
        .Bind(3, reason)
        .BindJson(4, completed?.Result)
        .Bind(5, at)
        .Execute();
}
