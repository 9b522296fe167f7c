using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tasks;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>What a file says, or could say, of a task.</summary>
internal sealed record TaskFields
{
    public string Title { get; init; } = string.Empty;

    /// <summary>Never null: nothing and an empty text are the same here.</summary>
    public string Description { get; init; } = string.Empty;

    public Standing Standing { get; init; } = new(TaskItemStatus.Pending, null);

    public Priority Priority { get; init; } = Priority.Normal;

    public IReadOnlyList<TaskId> Dependencies { get; init; } = [];

    public TaskId? ParentId { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> RequiredCapabilities { get; init; } = [];

    public double? EstimateHours { get; init; }

    /// <summary>Why it is blocked, failed or cancelled; it is said with such a change, and is no change by itself.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>A task of which nothing is said.</summary>
    public static TaskFields None { get; } = new();

    public static TaskFields Of(TaskItem task) => new()
    {
        Title = task.Content.Title,
        Description = task.Content.Description ?? string.Empty,
        Standing = new(task.Status, task.Assignee),
        Priority = task.Content.Priority,
        Dependencies = task.Content.Dependencies ?? [],
        ParentId = task.Content.ParentId,
        Labels = task.Content.Labels ?? [],
        RequiredCapabilities = task.Content.RequiredCapabilities ?? [],
        EstimateHours = task.Content.EstimateHours,
        Reason = task.Reason ?? string.Empty,
    };
}

/// <summary>Where a task stands and whose it is: one thing, since each change of the one is a change of the other.</summary>
internal readonly record struct Standing(TaskItemStatus Status, AgentId? Agent)
{
    public bool IsHeld => Status is TaskItemStatus.InProgress or TaskItemStatus.Blocked;

    public bool IsEnded => Status is TaskItemStatus.Completed or TaskItemStatus.Failed or TaskItemStatus.Cancelled;

    /// <summary>As a board has it: <c>pending</c> with an agent is <c>assigned</c>, and <c>assigned</c> without one <c>pending</c>.</summary>
    public Standing Normal => Status is TaskItemStatus.Pending or TaskItemStatus.Assigned
        ? this with { Status = Agent is null ? TaskItemStatus.Pending : TaskItemStatus.Assigned }
        : this;

    public override string ToString()
    {
        string word = Contracts.Serialization.Words<TaskItemStatus>.Of(Status);
        return Agent is { } agent ? $"{word} ({agent})" : word;
    }
}
