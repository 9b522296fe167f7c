using Orchestrator.Contracts.Budgets;

namespace Orchestrator.Reporting.Budgets;

/// <summary>Which budgets to list; what is null does not matter.</summary>
public sealed record BudgetFilter
{
    /// <summary>Whose they are.</summary>
    public BudgetKind? Kind { get; init; }

    /// <summary>Where they stand.</summary>
    public BudgetStatus? Status { get; init; }
}
