using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Reporting.Tasks;

/// <summary>Which tasks to list; what is null does not matter.</summary>
public sealed record TaskFilter
{
    /// <summary>Where they stand.</summary>
    public TaskItemStatus? Status { get; init; }

    /// <summary>The board.</summary>
    public TaskBoardId? Board { get; init; }

    /// <summary>The session they belong to.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The agent that has them or is to do them.</summary>
    public AgentId? Assignee { get; init; }

    /// <summary>The task they are parts of.</summary>
    public TaskId? ParentId { get; init; }

    /// <summary>A label they have.</summary>
    public string? Label { get; init; }

    /// <summary>Only those that may be begun.</summary>
    public bool Ready { get; init; }
}
