using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Budgets;

/// <summary>
/// What was used within a scope, and its limits. Its key is a <see cref="BudgetScope.Key"/>, from which the scope cannot always
/// be read, so callers say it. Every scope has one, empty at first. See <see cref="Sessions.ISessionGrain"/> for the errors.
/// </summary>
[Alias("budget")]
public interface IBudgetGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes in a report; only for an agent's budget, whose journal is the ledger. When it returns, the other budgets that
    /// count the report have it, or will be told of it until they do.
    /// </summary>
    [Alias("report")]
    Task<Committed<UsageView>> Report(ReportUsage command);

    /// <summary>Counts reports of an agent that it does not have yet. Returns when they are on disk.</summary>
    [Alias("add")]
    Task Add(BudgetScope scope, AddUsage reports);

    /// <summary>Sets all its limits.</summary>
    [Alias("set")]
    Task<Committed<BudgetView>> Set(BudgetScope scope, SetBudget command);

    /// <summary>Reads it, as far as it is on disk.</summary>
    [Alias("get")]
    Task<BudgetView> Get(BudgetScope scope);

    /// <summary>
    /// Says why claims and sends in its name are refused; null when they are not. An agent's are also when the budget of its
    /// session or its department is stopped; that is known a second late at most.
    /// </summary>
    [Alias("check")]
    Task<string?> Check(BudgetScope scope);

    /// <summary>Tells others what they do not know yet. Called where a crash left that undone; harmless at any time.</summary>
    [Alias("settle")]
    Task Settle();
}
