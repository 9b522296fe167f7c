using System.Globalization;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Budgets;

/// <summary>Says where a budget stands, from its totals and its limits alone.</summary>
public static class BudgetRule
{
    /// <summary>The code with which claims and sends are refused when a budget is used up.</summary>
    public const string Exceeded = ErrorCodes.BudgetExceeded;

    /// <summary>Judges.</summary>
    /// <param name="scope">What the budget is for, for the reason.</param>
    /// <param name="used">Its totals.</param>
    /// <param name="limits">Its limits.</param>
    /// <returns>The status and which limit is reached; no reason when it is <see cref="BudgetStatus.Ok"/>.</returns>
    public static (BudgetStatus Status, string? Reason) Judge(BudgetScope scope, UsageAmount used, SetBudget limits)
    {
        if (used.Cost >= limits.StopCost) return (BudgetStatus.Stopped, Costs(limits.StopCost.Value, "stops"));
        if (used.Tokens() >= limits.StopTokens) return (BudgetStatus.Stopped, Takes(limits.StopTokens.Value, "stops"));
        if (used.Cost >= limits.WarnCost) return (BudgetStatus.Warned, Costs(limits.WarnCost.Value, "warns"));
        if (used.Tokens() >= limits.WarnTokens) return (BudgetStatus.Warned, Takes(limits.WarnTokens.Value, "warns"));
        return (BudgetStatus.Ok, null);

        string Costs(decimal limit, string does) => string.Create(
            CultureInfo.InvariantCulture, $"{scope} used {used.Cost:0.00#######} USD; its budget {does} at {limit:0.00#######} USD");

        string Takes(long limit, string does) => string.Create(
            CultureInfo.InvariantCulture, $"{scope} used {used.Tokens()} tokens; its budget {does} at {limit} tokens");
    }
}
