namespace Orchestrator.Contracts.Budgets;

/// <summary>A budget as callers see it. One that nobody used and nobody set is all zeros and <c>ok</c>.</summary>
[Immutable]
public sealed record BudgetView
{
    /// <summary>What it is for.</summary>
    public required BudgetScope Scope { get; init; }

    /// <summary>The kind of that.</summary>
    public required BudgetKind Kind { get; init; }

    /// <summary>The agent, session, task or department.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required BudgetStatus Status { get; init; }

    /// <summary>Which limit is reached, in words; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>How many reports it counts.</summary>
    public required long Reports { get; init; }

    /// <inheritdoc cref="UsageAmount.InputTokens"/>
    public required long InputTokens { get; init; }

    /// <inheritdoc cref="UsageAmount.OutputTokens"/>
    public required long OutputTokens { get; init; }

    /// <inheritdoc cref="UsageAmount.CachedInputTokens"/>
    public required long CachedInputTokens { get; init; }

    /// <summary>Used in US dollars.</summary>
    public required decimal Cost { get; init; }

    /// <inheritdoc cref="SetBudget.WarnCost"/>
    public decimal? WarnCost { get; init; }

    /// <inheritdoc cref="SetBudget.StopCost"/>
    public decimal? StopCost { get; init; }

    /// <inheritdoc cref="SetBudget.WarnTokens"/>
    public long? WarnTokens { get; init; }

    /// <inheritdoc cref="SetBudget.StopTokens"/>
    public long? StopTokens { get; init; }

    /// <summary>When something last happened to it; null before.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>A budget from its parts.</summary>
    /// <param name="scope">What it is for.</param>
    /// <param name="used">Its totals.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="updatedAt">When something last happened to it.</param>
    public static BudgetView Of(BudgetScope scope, UsageAmount used, SetBudget limits, DateTimeOffset? updatedAt)
    {
        (BudgetStatus status, string? reason) = BudgetRule.Judge(scope, used, limits);
        return new()
        {
            Scope = scope,
            Kind = scope.Kind,
            Name = scope.Name,
            Status = status,
            Reason = reason,
            Reports = used.Reports,
            InputTokens = used.InputTokens,
            OutputTokens = used.OutputTokens,
            CachedInputTokens = used.CachedInputTokens,
            Cost = used.Cost,
            WarnCost = limits.WarnCost,
            StopCost = limits.StopCost,
            WarnTokens = limits.WarnTokens,
            StopTokens = limits.StopTokens,
            UpdatedAt = updatedAt,
        };
    }
}
