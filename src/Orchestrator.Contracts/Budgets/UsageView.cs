using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Budgets;

/// <summary>A report of use as callers see it.</summary>
[Immutable]
public sealed record UsageView
{
    /// <inheritdoc cref="ReportUsage.AgentId"/>
    public required AgentId AgentId { get; init; }

    /// <summary>The number of the report among those of the agent, from 1.</summary>
    public required long Number { get; init; }

    /// <inheritdoc cref="ReportUsage.SessionId"/>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="ReportUsage.TaskId"/>
    public TaskId? TaskId { get; init; }

    /// <inheritdoc cref="ReportUsage.Department"/>
    public string? Department { get; init; }

    /// <inheritdoc cref="ReportUsage.Model"/>
    public required string Model { get; init; }

    /// <inheritdoc cref="UsageAmount.InputTokens"/>
    public required long InputTokens { get; init; }

    /// <inheritdoc cref="UsageAmount.OutputTokens"/>
    public required long OutputTokens { get; init; }

    /// <inheritdoc cref="UsageAmount.CachedInputTokens"/>
    public required long CachedInputTokens { get; init; }

    /// <summary>What it cost in US dollars.</summary>
    public required decimal Cost { get; init; }

    /// <summary>When it was used.</summary>
    public required DateTimeOffset At { get; init; }

    /// <inheritdoc cref="ReportUsage.Metadata"/>
    public JsonElement? Metadata { get; init; }

    /// <summary>The agent's own budget with this in it; only in the answer to the report.</summary>
    public BudgetView? Budget { get; init; }
}
