using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Contracts.Validation;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Tasks;

/// <inheritdoc cref="ITaskBoardGrain"/>
[Reentrant]
public sealed partial class TaskBoardGrain(EventSourcingServices services)
    : EventSourcedGrain<TaskBoardState, TaskEvent>(services, "task-board"), ITaskBoardGrain
{
    private TaskBoardId? _id;

    private TaskBoardId Id => _id ??= TaskBoardId.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public async Task<Committed<TaskView>> Create(CreateTask command)
    {
        command.Validate();
        if (command.Id is { } given && State.Find(given) is null) await RefuseUsedAsync(given);
        ReturnOverdue();
        if (command.Id is { } own && State.Find(own) is { } present)
            throw new ConflictException($"task {own} exists already; it is {Word(present)}", ErrorCodes.TaskIdUsed);
        foreach (TaskId dependency in command.Dependencies ?? []) OnBoard(dependency, "dependencies");
        if (command.ParentId is { } parent && OnBoard(parent, "parentId").IsEnded)
            throw new ConflictException($"task {parent} is {Word(State.Find(parent)!)} and gets no more parts");
        var created = new TaskCreated
        {
            At = Now(),
            TaskId = command.Id ?? TaskId.New(Time),
            Title = command.Title,
            Description = command.Description,
            Priority = command.Priority,
            SessionId = command.SessionId,
            Assignee = command.Assignee,
            Dependencies = command.Dependencies is { Count: > 0 } dependencies ? dependencies : null,
            ParentId = command.ParentId,
            ConversationId = command.ConversationId,
            Labels = command.Labels,
            RequiredCapabilities = command.RequiredCapabilities,
            EstimateHours = command.EstimateHours,
            CreatedBy = command.CreatedBy,
            Metadata = command.Metadata,
        };
        int first = OpenEvents;
        Raise(created);
        TaskPlace.Raise(created.TaskId, Id, RaiseClaim);
        return await AnswerAsync(created.TaskId, first);
    }

    /// <inheritdoc/>
    public Task<TaskView> Get(TaskId taskId) =>
        Task.FromResult((Durable.Find(taskId) ?? throw new NotFoundException("task", taskId.Value)).ToView(Id));

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Update(TaskId taskId, UpdateTask command)
    {
        command.Validate();
        ReturnOverdue();
        TaskItem task = Open(taskId, "changed");
        EntityTag.Check("task", taskId.Value, task.ToView(Id));
        if (command.Dependencies is { } dependencies)
        {
            foreach (TaskId dependency in dependencies) OnBoard(dependency, "dependencies");
            if (task.IsHeld) throw new ConflictException($"task {taskId} is {Word(task)}; what it depends on is changed before it is begun");
            if (State.FindCycle(taskId, dependencies) is { } cycle)
                throw new ConflictException($"task {taskId} would wait for itself: {string.Join(" → ", cycle)}", ErrorCodes.DependencyCycle);
        }

        return command == new UpdateTask()
            ? SameAsync(task)
            : CommitAsync(new TaskUpdated { At = Now(), TaskId = taskId, Change = command }, View(taskId));
    }

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Assign(TaskId taskId, AssignTask command)
    {
        ReturnOverdue();
        TaskItem task = Open(taskId, "assigned");
        if (task.IsHeld) throw new ConflictException($"task {taskId} is {Word(task)} by {task.Assignee}; release it first");
        return task.Assignee == command.AgentId
            ? SameAsync(task)
            : CommitAsync(new TaskAssigned { At = Now(), TaskId = taskId, Assignee = command.AgentId }, View(taskId));
    }

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Cancel(TaskId taskId, WorkOnTask command)
    {
        command.Validate();
        ReturnOverdue();
        TaskItem task = Existing(taskId);
        if (task.Status == TaskItemStatus.Cancelled) return SameAsync(task);
        Open(taskId, "cancelled");
        return CommitAsync(new TaskCancelled { At = Now(), TaskId = taskId, Reason = command.Reason }, View(taskId));
    }

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Retry(TaskId taskId)
    {
        ReturnOverdue();
        TaskItem task = Existing(taskId);
        if (task.Status == TaskItemStatus.Pending) return SameAsync(task);
        if (task.Status != TaskItemStatus.Failed)
            throw new ConflictException($"task {taskId} is {Word(task)}; only a failed one is tried again");
        return CommitAsync(new TaskRetried { At = Now(), TaskId = taskId }, View(taskId));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskView>> ListReady(int max)
    {
        Check.Range(max, "max", 1, 500);
        return Task.FromResult<IReadOnlyList<TaskView>>([.. Durable.Ready(max).Select(task => task.ToView(Id))]);
    }

    // The claim of the id would refuse it too, but everybody else's commands of the same commit with it.
    private async Task RefuseUsedAsync(TaskId id)
    {
        if (await TaskPlace.FindAsync(Journal, id) is not { } board) return;
        if (board == Id && State.Find(id) is null) throw GiveWay(); // another activation created it, perhaps by this very command
        if (board != Id)
            throw new ConflictException($"task {id} exists already, on board {board}", ErrorCodes.TaskIdUsed);
    }

    private static string Word(TaskItem task) => Contracts.Serialization.Words<TaskItemStatus>.Of(task.Status);

    private Func<TaskBoardState, TaskView> View(TaskId taskId) => state => state.Find(taskId)!.ToView(Id);

    private Task<Committed<TaskView>> AnswerAsync(TaskId taskId, int first) => CommitAsync(State.Find(taskId)!.ToView(Id), first);

    private async Task<Committed<TaskView>> SameAsync(TaskItem task) => new(task.ToView(Id), await CommitAsync());

    private TaskItem Existing(TaskId taskId) => State.Find(taskId) ?? throw new NotFoundException("task", taskId.Value);

    private TaskItem Open(TaskId taskId, string wanted)
    {
        TaskItem task = Existing(taskId);
        return task.IsEnded ? throw new ConflictException($"task {taskId} is {Word(task)} and cannot be {wanted}") : task;
    }

    private TaskItem OnBoard(TaskId taskId, string field) => State.Find(taskId)
        ?? throw new ValidationException(field, $"must be of the same board; {taskId} is not on board {Id}");
}
