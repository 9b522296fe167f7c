using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Tasks;

/// <summary>A task as callers see it (http-api: <c>task</c>).</summary>
[Immutable]
public sealed record TaskView
{
    /// <summary>Its id.</summary>
    public required TaskId Id { get; init; }

    /// <summary>The board it stands on.</summary>
    public required TaskBoardId Board { get; init; }

    /// <inheritdoc cref="CreateTask.Title"/>
    public required string Title { get; init; }

    /// <inheritdoc cref="CreateTask.Description"/>
    public string? Description { get; init; }

    /// <summary>Where it stands.</summary>
    public required TaskItemStatus Status { get; init; }

    /// <summary>Whether it may be begun: it is pending or assigned, all it depends on is completed, and its budget is not used up.</summary>
    public required bool Ready { get; init; }

    /// <inheritdoc cref="CreateTask.Priority"/>
    public required Priority Priority { get; init; }

    /// <summary>The agent that has it or is to do it.</summary>
    public AgentId? Assignee { get; init; }

    /// <summary>Until when it is its agent's unless the lease is renewed.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <inheritdoc cref="CreateTask.Dependencies"/>
    public IReadOnlyList<TaskId> Dependencies { get; init; } = [];

    /// <inheritdoc cref="CreateTask.ParentId"/>
    public TaskId? ParentId { get; init; }

    /// <inheritdoc cref="CreateTask.SessionId"/>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="CreateTask.ConversationId"/>
    public ConversationId? ConversationId { get; init; }

    /// <inheritdoc cref="CreateTask.Labels"/>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <inheritdoc cref="CreateTask.RequiredCapabilities"/>
    public IReadOnlyList<string> RequiredCapabilities { get; init; } = [];

    /// <inheritdoc cref="CreateTask.EstimateHours"/>
    public double? EstimateHours { get; init; }

    /// <summary>How many times it was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it is blocked, failed, cancelled or was given back last.</summary>
    public string? Reason { get; init; }

    /// <summary>Which limit of its budget is reached, so that nobody begins it; null for none.</summary>
    public string? OverBudget { get; init; }

    /// <summary>What came of it.</summary>
    public JsonElement? Result { get; init; }

    /// <inheritdoc cref="CreateTask.CreatedBy"/>
    public AgentId? CreatedBy { get; init; }

    /// <inheritdoc cref="CreateTask.Metadata"/>
    public JsonElement? Metadata { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something last happened to it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was last begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was completed, failed or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
