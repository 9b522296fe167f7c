using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Tasks;

/// <summary>Asks for tasks. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class TaskQueries
{
    private static readonly SortOrder Orders = new(
        "createdAt desc",
        "number",
        ("createdAt", "created_at"),
        ("updatedAt", "updated_at"),
        ("priority", "priority"),
        ("urgency", "-priority"),
        ("title", "title"),
        ("status", "status"));

    private readonly ReportingReader _reader;
    private readonly TimeProvider _time;

    internal TaskQueries(ReportingReader reader, TimeProvider time) => (_reader, _time) = (reader, time);

    /// <summary>
    /// Lists tasks; by <c>createdAt</c> (the default, newest first), <c>updatedAt</c>, <c>priority</c>, <c>title</c>,
    /// <c>status</c> or <c>urgency</c> (most urgent first, then oldest: the order in which they are claimed).
    /// </summary>
    public Task<Page<TaskView>> ListAsync(TaskFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(
            new ListQuery<TaskView>(
                "tasks",
                "number",
                TaskRow.Columns,
                new Conditions()
                    .Add("status = ?", filter.Status is { } status ? Words<TaskItemStatus>.Of(status) : null)
                    .Add("board = ?", filter.Board?.Value)
                    .Add("session_id = ?", filter.SessionId?.Value)
                    .Add("assignee = ?", filter.Assignee?.Value)
                    .Add("parent_id = ?", filter.ParentId?.Value)
                    .Add("EXISTS (SELECT 1 FROM json_each(labels) l WHERE l.value = ?)", filter.Label)
                    .Add("ready = 1 AND ? = 'ready'", filter.Ready ? "ready" : null),
                Orders,
                page,
                TaskRow.Read),
            cancellationToken);

    /// <summary>Lists what waits, with what it waits for: blocked tasks, and pending ones with something left to be done before.</summary>
    /// <param name="board">The board; null for all.</param>
    /// <param name="limit">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<WaitingTask>> ListWaitingAsync(TaskBoardId? board, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListWaitingTasks(board, Limit.Check(limit, 500)), cancellationToken);

    /// <summary>Lists every change of a task, oldest first.</summary>
    public Task<IReadOnlyList<TaskChange>> ListChangesAsync(TaskId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListTaskChanges(id), cancellationToken);

    /// <summary>How many tasks were completed on each day, UTC (S4 <c>getTaskVelocity</c>).</summary>
    /// <param name="days">How many days back, 1 to 365.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<TaskVelocity>> GetVelocityAsync(int days, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetTaskVelocity(_time.GetUtcNow().AddDays(-Limit.Check(days, 365))), cancellationToken);

    /// <summary>The boards with ready tasks, those with the most urgent first.</summary>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<TaskBoardId>> ListReadyBoardsAsync(int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListReadyBoards(Limit.Check(limit, 10_000)), cancellationToken);

    /// <summary>The boards on which an agent has tasks.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<TaskBoardId>> ListHeldBoardsAsync(AgentId agent, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListHeldBoards(agent, Limit.Check(limit, 10_000)), cancellationToken);

    /// <summary>The boards with leases that ran out.</summary>
    /// <param name="now">The time by which they did.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<TaskBoardId>> ListOverdueBoardsAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListOverdueBoards(now, Limit.Check(limit, 10_000)), cancellationToken);
}
