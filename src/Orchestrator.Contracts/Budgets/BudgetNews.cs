namespace Orchestrator.Contracts.Budgets;

/// <summary>Which of a budget's events others must be told of, until <see cref="BudgetSettled"/> says that they know.</summary>
public static class BudgetNews
{
    /// <summary>Whether others must be told: the budgets that count a report too; a task's board, that it stops or goes on.</summary>
    /// <param name="change">The event.</param>
    public static bool ConcernsOthers(BudgetEvent change) => change switch
    {
        UsageReported reported => reported.OtherScopes().Any(),
        BudgetStatusChanged changed =>
            changed.Scope.Kind == BudgetKind.Task && (changed.From == BudgetStatus.Stopped) != (changed.To == BudgetStatus.Stopped),
        _ => false,
    };
}
