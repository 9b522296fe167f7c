using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Budgets;

/// <summary>Budgets and what is used, for people.</summary>
internal static class BudgetText
{
    /// <summary>All that is known of a budget.</summary>
    public static void Show(CliOutput output, BudgetView budget) => output.Fields(
    [
        ("scope", budget.Scope.Value),
        ("status", Words<BudgetStatus>.Of(budget.Status)),
        ("reason", budget.Reason),
        ("cost", Dollars(budget.Cost)),
        ("warns at", Dollars(budget.WarnCost)),
        ("stops at", Dollars(budget.StopCost)),
        ("input tokens", Texts.Of(budget.InputTokens)),
        ("output tokens", Texts.Of(budget.OutputTokens)),
        ("cached input", Texts.Of(budget.CachedInputTokens)),
        ("warns at tokens", Texts.Of(budget.WarnTokens)),
        ("stops at tokens", Texts.Of(budget.StopTokens)),
        ("reports", Texts.Of(budget.Reports)),
        ("updated", Texts.Of(budget.UpdatedAt)),
    ]);

    /// <summary>US dollars, to the cent or as exact as they are.</summary>
    public static string? Dollars(decimal? cost) => cost?.ToString("0.00####### 'USD'", CultureInfo.InvariantCulture);
}
