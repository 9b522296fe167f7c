using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Tasks;

/// <summary>Keeps <c>task_events</c>: every change with the status before and after.</summary>
internal sealed class TaskHistory(WriteConnection connection)
{
    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO task_events (task_id, event_type, previous_status, new_status, assigned_to, changed_by, details, timestamp)
        SELECT ?1, ?2, CASE WHEN ?2 = 'created' THEN NULL ELSE t.status END, coalesce(?3, t.status), coalesce(?4, t.assignee),
               coalesce(?5, t.assignee), ?6, ?7
        FROM tasks t WHERE t.id = ?1
        """);

    /// <summary>Notes a change; all but a creation before it is made.</summary>
    public void Add(TaskEvent change, string id)
    {
        (string type, TaskItemStatus? status, string? assignee, string? by, string? reason) = change switch
        {
            TaskCreated created => ("created", null, null, created.CreatedBy?.Value, null),
            TaskUpdated => ("updated", null, null, null, null),
            TaskAssigned assigned => (
                "assigned", assigned.Assignee is null ? TaskItemStatus.Pending : TaskItemStatus.Assigned, assigned.Assignee?.Value, null, null),
            TaskClaimed claimed => ("claimed", TaskItemStatus.InProgress, claimed.AgentId.Value, claimed.AgentId.Value, null),
            TaskReturned returned => ("returned", TaskItemStatus.Pending, null, null, returned.Reason),
            TaskBlocked blocked => ("blocked", TaskItemStatus.Blocked, null, null, blocked.Reason),
            TaskUnblocked => ("unblocked", TaskItemStatus.InProgress, null, null, null),
            TaskCompleted completed => ("completed", TaskItemStatus.Completed, null, completed.AgentId?.Value, null),
            TaskFailed failed => ("failed", TaskItemStatus.Failed, null, null, failed.Reason),
            TaskCancelled cancelled => ("cancelled", TaskItemStatus.Cancelled, null, null, cancelled.Reason),
            TaskRetried => ("retried", TaskItemStatus.Pending, null, null, null),
            TaskBudgetStopped stopped => ("budget_stopped", null, null, null, stopped.Reason),
            TaskBudgetResumed => ("budget_resumed", null, null, null, null),
            _ => ("other", (TaskItemStatus?)null, (string?)null, (string?)null, (string?)null),
        };
        SqliteStatement insert = _insert
            .Bind(1, id)
            .Bind(2, type)
            .Bind(3, status is { } word ? Words<TaskItemStatus>.Of(word) : null)
            .Bind(4, assignee)
            .Bind(5, by)
            .Bind(7, change.At);
        if (change is TaskUpdated updated) insert.BindJson(6, updated.Change).Execute();
        else insert.Bind(6, reason is null ? null : $$"""{"reason":{{System.Text.Json.JsonSerializer.Serialize(reason, OrchestratorJson.Journal)}}}""").Execute();
    }
}
