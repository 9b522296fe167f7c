using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client;

/// <summary>
/// Tasks, as who plans and oversees them needs it. An agent works on them by <see cref="AgentConnection.WorkAsync"/> or
/// <see cref="AgentConnection.HandleTasksAsync"/>.
/// </summary>
/// <remarks>Commands are repeated while the host is out of reach, and carried out once.</remarks>
public sealed class TaskClient
{
    private readonly HostCaller _caller;
    private readonly HostHttp _http;

    internal TaskClient(HostCaller caller, HostHttp http) => (_caller, _http) = (caller, http);

    /// <summary>Creates a task.</summary>
    /// <param name="command">The task. Without an id it gets one here.</param>
    /// <param name="cancellationToken">Gives up; it may be created all the same.</param>
    /// <exception cref="ConflictException">Its own id was used before, or it would depend on itself.</exception>
    public async Task<TaskView> CreateAsync(CreateTask command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        command = command with { Id = command.Id ?? TaskId.OfCommand(_caller.Time) };
        return (await _caller.CommandAsync("create-task", () => Board(command.BoardId()).Create(command), cancellationToken)).Value;
    }

    /// <summary>Reads a task as it is now.</summary>
    /// <param name="id">The task.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<TaskView> GetAsync(TaskId id, CancellationToken cancellationToken = default)
    {
        ITaskBoardGrain board = await BoardOfAsync(id, cancellationToken);
        return await _caller.RepeatAsync("get-task", () => board.Get(id), cancellationToken);
    }

    /// <summary>Changes what is given of a task that is not ended.</summary>
    /// <param name="id">The task.</param>
    /// <param name="command">What to change.</param>
    /// <param name="cancellationToken">Gives up; it may be changed all the same.</param>
    /// <exception cref="ConflictException">It would depend on itself (<c>dependency-cycle</c>), or is ended.</exception>
    public Task<TaskView> UpdateAsync(TaskId id, UpdateTask command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        return DoAsync("update-task", id, board => board.Update(id, command), cancellationToken);
    }

    /// <summary>Says which agent is to do a task that nobody works on.</summary>
    /// <param name="id">The task.</param>
    /// <param name="agent">The agent; null for nobody.</param>
    /// <param name="cancellationToken">Gives up; it may be assigned all the same.</param>
    /// <exception cref="ConflictException">An agent works on it, or it is ended.</exception>
    public Task<TaskView> AssignAsync(TaskId id, AgentId? agent, CancellationToken cancellationToken = default) =>
        DoAsync("assign-task", id, board => board.Assign(id, new() { AgentId = agent }), cancellationToken);

    /// <summary>Takes a task from the agent that has it: it is pending again.</summary>
    /// <param name="id">The task.</param>
    /// <param name="reason">Why, up to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up; it may be taken all the same.</param>
    /// <exception cref="ConflictException">Nobody has it.</exception>
    public Task<TaskView> ReleaseAsync(TaskId id, string? reason = null, CancellationToken cancellationToken = default) =>
        WorkAsync("release-task", id, reason, (board, work) => board.Release(id, work), cancellationToken);

    /// <summary>Says that a task is not wanted any more; what depends on it waits until that is changed.</summary>
    /// <param name="id">The task.</param>
    /// <param name="reason">Why, up to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up; it may be cancelled all the same.</param>
    /// <exception cref="ConflictException">It is ended.</exception>
    public Task<TaskView> CancelAsync(TaskId id, string? reason = null, CancellationToken cancellationToken = default) =>
        WorkAsync("cancel-task", id, reason, (board, work) => board.Cancel(id, work), cancellationToken);

    /// <summary>Makes a failed task pending again.</summary>
    /// <param name="id">The task.</param>
    /// <param name="cancellationToken">Gives up; it may be tried again all the same.</param>
    /// <exception cref="ConflictException">It did not fail.</exception>
    public Task<TaskView> RetryAsync(TaskId id, CancellationToken cancellationToken = default) =>
        DoAsync("retry-task", id, board => board.Retry(id), cancellationToken);

    /// <summary>The ready tasks of a board, in the order in which they would be claimed, as they are now.</summary>
    /// <param name="board">The board.</param>
    /// <param name="max">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<TaskView>> ListReadyAsync(TaskBoardId board, int max = 100, CancellationToken cancellationToken = default) =>
        _caller.RepeatAsync("list-ready-tasks", () => Board(board).ListReady(max), cancellationToken);

    /// <summary>Lists tasks, newest first. From the tables, which follow what is acknowledged by a moment.</summary>
    /// <param name="filter">Which; all when absent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<TaskView> ListAsync(TaskFilter? filter = null, CancellationToken cancellationToken = default)
    {
        filter ??= new TaskFilter();
        return _http.ListAsync<TaskView>(
            "list-tasks",
            "tasks",
            [
                new("status", filter.Status is { } status ? Words<TaskItemStatus>.Of(status) : null),
                new("board", filter.Board?.Value),
                new("sessionId", filter.SessionId?.Value),
                new("assignee", filter.Assignee?.Value),
                new("parentId", filter.ParentId?.Value),
                new("label", filter.Label),
            ],
            cancellationToken);
    }

    /// <summary>Every change of a task but renewals, oldest first. From the tables.</summary>
    /// <param name="id">The task.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">There is no such task.</exception>
    public async Task<IReadOnlyList<TaskChange>> GetEventsAsync(TaskId id, CancellationToken cancellationToken = default) =>
        (await _http.GetAsync<ItemList<TaskChange>>("list-task-events", $"tasks/{id}/events", cancellationToken)).Items;

    private Task<TaskView> WorkAsync(
        string operation, TaskId id, string? reason, Func<ITaskBoardGrain, WorkOnTask, Task<Committed<TaskView>>> work, CancellationToken cancellationToken)
    {
        var command = new WorkOnTask { Reason = reason };
        command.Validate();
        return DoAsync(operation, id, board => work(board, command), cancellationToken);
    }

    private async Task<TaskView> DoAsync(
        string operation, TaskId id, Func<ITaskBoardGrain, Task<Committed<TaskView>>> command, CancellationToken cancellationToken)
    {
        ITaskBoardGrain board = await BoardOfAsync(id, cancellationToken);
        return (await _caller.CommandAsync(operation, () => command(board), cancellationToken)).Value;
    }

    private async Task<ITaskBoardGrain> BoardOfAsync(TaskId id, CancellationToken cancellationToken) =>
        Board(await _caller.RepeatAsync("get-board", _caller.Grain<ITaskGrain>(id.Value).GetBoard, cancellationToken));

    private ITaskBoardGrain Board(TaskBoardId board) => _caller.Grain<ITaskBoardGrain>(board.Value);
}

/// <summary>Which tasks are listed; what is absent does not matter.</summary>
public sealed record TaskFilter
{
    /// <summary>Those with a status.</summary>
    public TaskItemStatus? Status { get; init; }

    /// <summary>Those of a board.</summary>
    public TaskBoardId? Board { get; init; }

    /// <summary>Those of a session.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Those that an agent has or is to do.</summary>
    public AgentId? Assignee { get; init; }

    /// <summary>Parts of a task.</summary>
    public TaskId? ParentId { get; init; }

    /// <summary>Those with a label.</summary>
    public string? Label { get; init; }
}
