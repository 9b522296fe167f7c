using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Budgets;

/// <summary>What can happen to a budget.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(UsageReported), "usage-reported")]
[JsonDerivedType(typeof(UsageAdded), "usage-added")]
[JsonDerivedType(typeof(BudgetSet), "budget-set")]
[JsonDerivedType(typeof(BudgetStatusChanged), "budget-status-changed")]
[JsonDerivedType(typeof(BudgetSettled), "budget-settled")]
public abstract record BudgetEvent : JournaledEvent
{
    /// <summary>What the budget is for.</summary>
    public required BudgetScope Scope { get; init; }
}

/// <summary>An agent used something of a model; in the journal of the agent's own budget, once.</summary>
public sealed record UsageReported : BudgetEvent
{
    /// <summary>The number of the report among those of the agent, from 1.</summary>
    public required long Number { get; init; }

    /// <inheritdoc cref="ReportUsage.AgentId"/>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="ReportUsage.SessionId"/>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="ReportUsage.TaskId"/>
    public TaskId? TaskId { get; init; }

    /// <inheritdoc cref="ReportUsage.Department"/>
    public string? Department { get; init; }

    /// <inheritdoc cref="ReportUsage.Model"/>
    public required string Model { get; init; }

    /// <summary>How much.</summary>
    public required UsageAmount Amount { get; init; }

    /// <inheritdoc cref="ReportUsage.At"/>
    public required DateTimeOffset UsedAt { get; init; }

    /// <inheritdoc cref="ReportUsage.Metadata"/>
    public JsonElement? Metadata { get; init; }

    /// <summary>The budgets that count it, beside the agent's.</summary>
    public IEnumerable<BudgetScope> OtherScopes()
    {
        if (SessionId is { } session) yield return BudgetScope.Of(session);
        if (TaskId is { } task) yield return BudgetScope.Of(task);
        if (BudgetScope.OfDepartment(Department) is { } department) yield return department;
    }
}

/// <summary>Agents' reports were counted in a session's, a task's or a department's budget.</summary>
public sealed record UsageAdded : BudgetEvent
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>The number of the last of its reports that is counted.</summary>
    public required long UpTo { get; init; }

    /// <summary>How much they add.</summary>
    public required UsageAmount Amount { get; init; }
}

/// <summary>A budget got new limits.</summary>
public sealed record BudgetSet : BudgetEvent
{
    /// <summary>All its limits.</summary>
    public required SetBudget Limits { get; init; }
}

/// <summary>A budget reached a limit, or got below it because the limit was changed.</summary>
public sealed record BudgetStatusChanged : BudgetEvent
{
    /// <summary>Where it stood.</summary>
    public required BudgetStatus From { get; init; }

    /// <summary>Where it stands.</summary>
    public required BudgetStatus To { get; init; }

    /// <summary>Which limit is reached; null for none.</summary>
    public string? Reason { get; init; }
}

/// <summary>Those who must know (other budgets of reports, a task's board of a stop) know what happened up to an event.</summary>
public sealed record BudgetSettled : BudgetEvent
{
    /// <summary>The event's number.</summary>
    public required long UpTo { get; init; }
}
