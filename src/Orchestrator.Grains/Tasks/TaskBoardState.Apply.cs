using System.Collections.Immutable;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Grains.Tasks;

/// <summary>What each event does.</summary>
public sealed partial record TaskBoardState
{
    /// <inheritdoc/>
    public TaskBoardState Apply(TaskEvent change, long sequence)
    {
        if (change is TaskCreated created) return Create(created);
        if (Find(change.TaskId) is not { } task) return this;
        TaskItem next = Apply(task, change) with { UpdatedAt = change.At };
        TaskBoardState state = change is TaskUpdated { Change.Dependencies: { } dependencies }
            ? Depend(task, next = next with { Awaited = dependencies.Count(IsAwaited) })
            : this;
        return state.Replace(task, next);
    }

    private static TaskItem Apply(TaskItem task, TaskEvent change) => change switch
    {
        TaskUpdated updated => task with { Content = Merge(task.Content, updated.Change) },
        TaskAssigned assigned => task with
        {
            Assignee = assigned.Assignee,
            Status = assigned.Assignee is null ? TaskItemStatus.Pending : TaskItemStatus.Assigned,
        },
        TaskClaimed claimed => task with
        {
            Status = TaskItemStatus.InProgress,
            Assignee = claimed.AgentId,
            Epoch = claimed.Epoch,
            LeasedUntil = claimed.Until,
            Lease = claimed.Until - claimed.At,
            Attempts = task.Attempts + 1,
            Reason = null,
            StartedAt = claimed.At,
        },
        TaskRenewed renewed => task with { LeasedUntil = renewed.Until, Lease = renewed.Until - renewed.At },
        TaskReturned returned => Free(task) with { Status = TaskItemStatus.Pending, Assignee = null, Reason = returned.Reason },
        TaskBlocked blocked => task with { Status = TaskItemStatus.Blocked, Reason = blocked.Reason },
        TaskUnblocked => task with { Status = TaskItemStatus.InProgress, Reason = null },
        TaskCompleted completed => End(task, change, TaskItemStatus.Completed) with { Result = completed.Result, Reason = null },
        TaskFailed failed => End(task, change, TaskItemStatus.Failed) with { Reason = failed.Reason },
        TaskCancelled cancelled => End(task, change, TaskItemStatus.Cancelled) with { Reason = cancelled.Reason },
        TaskRetried => task with { Status = TaskItemStatus.Pending, Assignee = null, EndedAt = null },
        TaskBudgetStopped stopped => task with { OverBudget = stopped.Reason },
        TaskBudgetResumed => task with { OverBudget = null },
        _ => task,
    };

    private static TaskItem Free(TaskItem task) => task with { Epoch = null, LeasedUntil = null };

    private static TaskItem End(TaskItem task, TaskEvent change, TaskItemStatus status) =>
        Free(task) with { Status = status, EndedAt = change.At };

    private static TaskCreated Merge(TaskCreated content, UpdateTask change) => content with
    {
        Title = change.Title ?? content.Title,
        Description = change.Description ?? content.Description,
        Priority = change.Priority ?? content.Priority,
        Dependencies = change.Dependencies ?? content.Dependencies,
        ConversationId = change.ConversationId ?? content.ConversationId,
        Labels = change.Labels ?? content.Labels,
        RequiredCapabilities = change.RequiredCapabilities ?? content.RequiredCapabilities,
        EstimateHours = change.EstimateHours ?? content.EstimateHours,
        Metadata = change.Metadata ?? content.Metadata,
    };

    private TaskBoardState Create(TaskCreated created)
    {
        if (_tasks.ContainsKey(created.TaskId)) return this;
        var task = new TaskItem
        {
            Content = created,
            Number = Count + 1,
            Status = created.Assignee is null ? TaskItemStatus.Pending : TaskItemStatus.Assigned,
            Assignee = created.Assignee,
            Awaited = created.Dependencies?.Count(IsAwaited) ?? 0,
            UpdatedAt = created.At,
        };
        TaskBoardState state = Depend(null, task) with { _tasks = _tasks.Add(created.TaskId, task), Count = task.Number };
        if (created.ParentId is { } parent) state = state.ChangeParts(parent, 1);
        return state.Index(task);
    }

    private bool IsAwaited(TaskId dependency) => Find(dependency)?.Status != TaskItemStatus.Completed;

    // All that follows from a task's change: its queue, its lease, its agent; whoever waits for it; whose part it is.
    private TaskBoardState Replace(TaskItem before, TaskItem after)
    {
        TaskId id = after.Content.TaskId;
        TaskBoardState state = (Unindex(before) with { _tasks = _tasks.SetItem(id, after) }).Index(after);
        bool wasDone = before.Status == TaskItemStatus.Completed, isDone = after.Status == TaskItemStatus.Completed;
        if (wasDone != isDone)
        {
            foreach (TaskId waiting in _dependents.GetValueOrDefault(id) ?? [])
            {
                TaskItem other = state._tasks[waiting];
                TaskItem next = other with { Awaited = other.Awaited + (isDone ? -1 : 1) };
                state = (state.Unindex(other) with { _tasks = state._tasks.SetItem(waiting, next) }).Index(next);
            }
        }

        return before.IsEnded != after.IsEnded && after.Content.ParentId is { } parent
            ? state.ChangeParts(parent, after.IsEnded ? -1 : 1)
            : state;
    }

    private TaskBoardState ChangeParts(TaskId parent, int by) => Find(parent) is { } whole
        ? this with { _tasks = _tasks.SetItem(parent, whole with { OpenParts = whole.OpenParts + by }) }
        : this;

    private TaskBoardState Depend(TaskItem? before, TaskItem after)
    {
        ImmutableDictionary<TaskId, ImmutableHashSet<TaskId>> dependents = _dependents;
        foreach (TaskId on in before?.Content.Dependencies ?? [])
            dependents = dependents.SetItem(on, dependents[on].Remove(after.Content.TaskId));
        foreach (TaskId on in after.Content.Dependencies ?? [])
            dependents = dependents.SetItem(on, (dependents.GetValueOrDefault(on) ?? []).Add(after.Content.TaskId));
        return this with { _dependents = dependents };
    }

    private TaskBoardState Index(TaskItem task)
    {
        TaskId id = task.Content.TaskId;
        TaskBoardState state = this;
        if (task.IsReady)
            state = state with { _ready = state._ready.SetItem(task.Queue, (state._ready.GetValueOrDefault(task.Queue) ?? NoQueue).SetItem(task.Place, id)) };
        if (task.LeasedUntil is { } until) state = state with { _leases = state._leases.Add((until, task.Number, id)) };
        return task.IsHeld && task.Assignee is { } agent
            ? state with { _held = state._held.SetItem(agent, (state._held.GetValueOrDefault(agent) ?? []).Add(id)) }
            : state;
    }

    private TaskBoardState Unindex(TaskItem task)
    {
        TaskId id = task.Content.TaskId;
        TaskBoardState state = this;
        if (task.IsReady && state._ready.TryGetValue(task.Queue, out var queue))
        {
            queue = queue.Remove(task.Place);
            state = state with { _ready = queue.IsEmpty ? state._ready.Remove(task.Queue) : state._ready.SetItem(task.Queue, queue) };
        }

        if (task.LeasedUntil is { } until) state = state with { _leases = state._leases.Remove((until, task.Number, id)) };
        if (!task.IsHeld || task.Assignee is not { } agent || !state._held.TryGetValue(agent, out var held)) return state;
        held = held.Remove(id);
        return state with { _held = held.IsEmpty ? state._held.Remove(agent) : state._held.SetItem(agent, held) };
    }
}
