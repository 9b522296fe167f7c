using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Tasks;

/// <summary>What can happen to the tasks of a board.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(TaskCreated), "task-created")]
[JsonDerivedType(typeof(TaskUpdated), "task-updated")]
[JsonDerivedType(typeof(TaskAssigned), "task-assigned")]
[JsonDerivedType(typeof(TaskClaimed), "task-claimed")]
[JsonDerivedType(typeof(TaskRenewed), "task-renewed")]
[JsonDerivedType(typeof(TaskReturned), "task-returned")]
[JsonDerivedType(typeof(TaskBlocked), "task-blocked")]
[JsonDerivedType(typeof(TaskUnblocked), "task-unblocked")]
[JsonDerivedType(typeof(TaskCompleted), "task-completed")]
[JsonDerivedType(typeof(TaskFailed), "task-failed")]
[JsonDerivedType(typeof(TaskCancelled), "task-cancelled")]
[JsonDerivedType(typeof(TaskRetried), "task-retried")]
[JsonDerivedType(typeof(TaskBudgetStopped), "task-budget-stopped")]
[JsonDerivedType(typeof(TaskBudgetResumed), "task-budget-resumed")]
public abstract record TaskEvent : JournaledEvent
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }
}

/// <summary>A task was created.</summary>
public sealed record TaskCreated : TaskEvent
{
    /// <inheritdoc cref="CreateTask.Title"/>
    public required string Title { get; init; }

    /// <inheritdoc cref="CreateTask.Description"/>
    public string? Description { get; init; }

    /// <inheritdoc cref="CreateTask.Priority"/>
    public required Priority Priority { get; init; }

    /// <inheritdoc cref="CreateTask.SessionId"/>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="CreateTask.Assignee"/>
    public AgentId? Assignee { get; init; }

    /// <inheritdoc cref="CreateTask.Dependencies"/>
    public IReadOnlyList<TaskId>? Dependencies { get; init; }

    /// <inheritdoc cref="CreateTask.ParentId"/>
    public TaskId? ParentId { get; init; }

    /// <inheritdoc cref="CreateTask.ConversationId"/>
    public ConversationId? ConversationId { get; init; }

    /// <inheritdoc cref="CreateTask.Labels"/>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <inheritdoc cref="CreateTask.RequiredCapabilities"/>
    public IReadOnlyList<string>? RequiredCapabilities { get; init; }

    /// <inheritdoc cref="CreateTask.EstimateHours"/>
    public double? EstimateHours { get; init; }

    /// <inheritdoc cref="CreateTask.CreatedBy"/>
    public AgentId? CreatedBy { get; init; }

    /// <inheritdoc cref="CreateTask.Metadata"/>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A task was changed; null fields stayed.</summary>
public sealed record TaskUpdated : TaskEvent
{
    /// <summary>The fields that changed.</summary>
    public required UpdateTask Change { get; init; }
}

/// <summary>An agent is to do a task, or nobody any more.</summary>
public sealed record TaskAssigned : TaskEvent
{
    /// <inheritdoc cref="AssignTask.AgentId"/>
    public AgentId? Assignee { get; init; }
}

/// <summary>An agent took a task.</summary>
public sealed record TaskClaimed : TaskEvent
{
    /// <inheritdoc cref="ClaimTask.AgentId"/>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="ClaimTask.Epoch"/>
    public long? Epoch { get; init; }

    /// <summary>When it is pending again unless the lease is renewed.</summary>
    public required DateTimeOffset Until { get; init; }
}

/// <summary>An agent's lease on a task was renewed.</summary>
public sealed record TaskRenewed : TaskEvent
{
    /// <inheritdoc cref="TaskClaimed.Until"/>
    public required DateTimeOffset Until { get; init; }
}

/// <summary>A task came back: its agent gave it back, its lease ran out, or its agent is gone.</summary>
public sealed record TaskReturned : TaskEvent
{
    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>A task's agent can't go on.</summary>
public sealed record TaskBlocked : TaskEvent
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>A task's agent goes on.</summary>
public sealed record TaskUnblocked : TaskEvent;

/// <summary>A task was done.</summary>
public sealed record TaskCompleted : TaskEvent
{
    /// <summary>The agent that did it, where one had it.</summary>
    public AgentId? AgentId { get; init; }

    /// <inheritdoc cref="WorkOnTask.Result"/>
    public JsonElement? Result { get; init; }
}

/// <summary>A task could not be done.</summary>
public sealed record TaskFailed : TaskEvent
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>A task is not wanted any more.</summary>
public sealed record TaskCancelled : TaskEvent
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>A failed task is pending again.</summary>
public sealed record TaskRetried : TaskEvent;

/// <summary>A task's budget is used up: nobody begins it.</summary>
public sealed record TaskBudgetStopped : TaskEvent
{
    /// <summary>Which limit is reached.</summary>
    public required string Reason { get; init; }
}

/// <summary>A task's budget is not used up any more.</summary>
public sealed record TaskBudgetResumed : TaskEvent;
