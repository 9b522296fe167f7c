using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Grains.Tasks;

/// <summary>A task on its board.</summary>
public sealed record TaskItem
{
    /// <summary>How it was created and changed since.</summary>
    public required TaskCreated Content { get; init; }

    /// <summary>The order in which it was created.</summary>
    public required long Number { get; init; }

    /// <summary>Where it stands.</summary>
    public TaskItemStatus Status { get; init; }

    /// <summary>The agent that has it or is to do it.</summary>
    public AgentId? Assignee { get; init; }

    /// <summary>The incarnation that claimed it, where it said so.</summary>
    public long? Epoch { get; init; }

    /// <summary>When its lease ends; null when nobody works on it.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>How long the lease is, to be renewed by as much.</summary>
    public TimeSpan Lease { get; init; }

    /// <summary>How many of the tasks it depends on are not completed.</summary>
    public int Awaited { get; init; }

    /// <summary>How many of its parts are not ended.</summary>
    public int OpenParts { get; init; }

    /// <summary>How many times it was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it is as it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Which limit of its budget is reached; null for none.</summary>
    public string? OverBudget { get; init; }

    /// <summary>What came of it.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>When something last happened to it.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was last begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether nothing more is done with it.</summary>
    [JsonIgnore]
    public bool IsEnded => Status is TaskItemStatus.Completed or TaskItemStatus.Failed or TaskItemStatus.Cancelled;

    /// <summary>Whether an agent works on it.</summary>
    [JsonIgnore]
    public bool IsHeld => Status is TaskItemStatus.InProgress or TaskItemStatus.Blocked;

    /// <summary>Whether it may be begun.</summary>
    [JsonIgnore]
    public bool IsReady => Awaited == 0 && OverBudget is null && Status is TaskItemStatus.Pending or TaskItemStatus.Assigned;

    /// <summary>Its place among those that are ready.</summary>
    internal (int Rank, long Number) Place => (-(int)Content.Priority, Number);

    /// <summary>Who may take it as the next one: those who can do all this, or the one agent that is to do it.</summary>
    internal string Queue => Assignee is { } agent
        ? AgentQueue(agent)
        : AnyQueue + string.Join('\n', (Content.RequiredCapabilities ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>What the names of queues begin with that are for whoever has the capabilities that follow.</summary>
    internal const string AnyQueue = "can:";

    /// <summary>The queue of tasks that an agent is to do.</summary>
    internal static string AgentQueue(AgentId agent) => $"for:{agent}";

    /// <summary>The task as callers see it.</summary>
    public TaskView ToView(TaskBoardId board) => new()
    {
        Id = Content.TaskId,
        Board = board,
        Title = Content.Title,
        Description = Content.Description,
        Status = Status,
        Ready = IsReady,
        Priority = Content.Priority,
        Assignee = Assignee,
        LeaseExpiresAt = LeasedUntil,
        Dependencies = Content.Dependencies ?? [],
        ParentId = Content.ParentId,
        SessionId = Content.SessionId,
        ConversationId = Content.ConversationId,
        Labels = Content.Labels ?? [],
        RequiredCapabilities = Content.RequiredCapabilities ?? [],
        EstimateHours = Content.EstimateHours,
        Attempts = Attempts,
        Reason = Reason,
        OverBudget = OverBudget,
        Result = Result,
        CreatedBy = Content.CreatedBy,
        Metadata = Content.Metadata,
        CreatedAt = Content.At,
        UpdatedAt = UpdatedAt,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
    };
}
