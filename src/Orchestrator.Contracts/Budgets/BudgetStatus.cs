using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Budgets;

/// <summary>Where a budget stands; a matter of its totals and its limits alone.</summary>
[JsonConverter(typeof(WordConverter<BudgetStatus>))]
public enum BudgetStatus
{
    /// <summary>Below its limits, or it has none.</summary>
    Ok,

    /// <summary>A warn limit is reached; nothing is refused.</summary>
    Warned,

    /// <summary>A stop limit is reached: claims and sends are refused (<c>budget-exceeded</c>).</summary>
    Stopped,
}
