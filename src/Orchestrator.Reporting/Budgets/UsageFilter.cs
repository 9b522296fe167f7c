using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Reporting.Budgets;

/// <summary>Which reports of use; what is null does not matter.</summary>
public sealed record UsageFilter
{
    /// <summary>The agent.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>The session they were for.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The task they were for.</summary>
    public TaskId? TaskId { get; init; }

    /// <summary>The department they were for, as the reports name it.</summary>
    public string? Department { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    internal Conditions ToConditions() => new Conditions()
        .Add("agent_id = ?", AgentId?.Value)
        .Add("session_id = ?", SessionId?.Value)
        .Add("task_id = ?", TaskId?.Value)
        .Add("department = ?", Department)
        .Add("model = ?", Model);
}
