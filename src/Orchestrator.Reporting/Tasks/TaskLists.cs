using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Tasks;

/// <summary>A task that waits, and why.</summary>
/// <param name="Task">The task.</param>
/// <param name="Reason">Why it is blocked, in its agent's words; which tasks it waits for and where they stand; or which limit of its budget is reached.</param>
/// <param name="WaitsFor">The tasks it depends on that are not completed.</param>
public sealed record WaitingTask(TaskView Task, string Reason, IReadOnlyList<TaskId> WaitsFor);

/// <summary>Tasks completed on a day (S4).</summary>
/// <param name="Date">The day, UTC, <c>YYYY-MM-DD</c>.</param>
/// <param name="CompletedTasks">How many.</param>
public sealed record TaskVelocity(string Date, long CompletedTasks);

internal sealed class ListTaskChanges(TaskId id) : IQuery<IReadOnlyList<TaskChange>>
{
    public IReadOnlyList<TaskChange> Run(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT event_type, previous_status, new_status, assigned_to, changed_by, details, timestamp
            FROM task_events WHERE task_id = ?1 ORDER BY id
            """)
        .Bind(1, id.Value)
        .List(row => new TaskChange(
            id, row.Text(0), row.OptionalText(1), row.Text(2), row.OptionalText(3), row.OptionalText(4), row.OptionalJson(5), row.Time(6)));
}

internal sealed class ListWaitingTasks(TaskBoardId? board, int limit) : IQuery<IReadOnlyList<WaitingTask>>
{
    private const string Sql =
        $"""
        SELECT {TaskRow.Columns},
               (SELECT json_group_array(o.id) FROM task_dependencies d JOIN tasks o ON o.id = d.depends_on
                WHERE d.task_id = tasks.id AND o.status <> 'completed'),
               (SELECT group_concat(o.id || ' (' || o.status || ')', ', ') FROM task_dependencies d JOIN tasks o ON o.id = d.depends_on
                WHERE d.task_id = tasks.id AND o.status <> 'completed')
        FROM tasks
        WHERE (status = 'blocked' OR (status IN ('pending', 'assigned') AND ready = 0))
          AND (?1 IS NULL OR board = ?1)
        ORDER BY priority DESC, number LIMIT ?2
        """;

    public IReadOnlyList<WaitingTask> Run(ReadConnection connection) => connection
        .Prepare(Sql)
        .Bind(1, board?.Value)
        .Bind(2, (long)limit)
        .List(row =>
        {
            TaskView task = TaskRow.Read(row);
            string reason = task.Status == TaskItemStatus.Blocked ? task.Reason ?? "blocked"
                : row.OptionalText(27) is { } awaited ? $"waits for {awaited}" : task.OverBudget ?? "not ready";
            return new WaitingTask(task, reason, [.. row.Texts(26).Select(id => TaskId.Parse(id))]);
        });
}

internal sealed class GetTaskVelocity(DateTimeOffset since) : IQuery<IReadOnlyList<TaskVelocity>>
{
    public IReadOnlyList<TaskVelocity> Run(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT date(timestamp), count(*) FROM task_events
            WHERE event_type = 'completed' AND timestamp >= ?1
            GROUP BY date(timestamp) ORDER BY 1
            """)
        .Bind(1, since)
        .List(row => new TaskVelocity(row.Text(0), row.Int64(1)));
}

internal sealed class ListReadyBoards(int limit) : IQuery<IReadOnlyList<TaskBoardId>>
{
    public IReadOnlyList<TaskBoardId> Run(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT board FROM tasks WHERE ready = 1
            GROUP BY board ORDER BY max(priority) DESC, min(number) LIMIT ?1
            """)
        .Bind(1, (long)limit)
        .List(row => TaskBoardId.Parse(row.Text(0)));
}

internal sealed class ListHeldBoards(AgentId agent, int limit) : IQuery<IReadOnlyList<TaskBoardId>>
{
    // By the leases that there are: an agent's ended tasks become ever more.
    public IReadOnlyList<TaskBoardId> Run(ReadConnection connection) => connection
        .Prepare("SELECT DISTINCT board FROM tasks WHERE lease_expires_at IS NOT NULL AND +assignee = ?1 ORDER BY board LIMIT ?2")
        .Bind(1, agent.Value)
        .Bind(2, (long)limit)
        .List(row => TaskBoardId.Parse(row.Text(0)));
}

internal sealed class ListOverdueBoards(DateTimeOffset now, int limit) : IQuery<IReadOnlyList<TaskBoardId>>
{
    public IReadOnlyList<TaskBoardId> Run(ReadConnection connection) => connection
        .Prepare("SELECT DISTINCT board FROM tasks WHERE lease_expires_at < ?1 AND lease_expires_at IS NOT NULL ORDER BY board LIMIT ?2")
        .Bind(1, now)
        .Bind(2, (long)limit)
        .List(row => TaskBoardId.Parse(row.Text(0)));
}
