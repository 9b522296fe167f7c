using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Budgets;

/// <summary>Columns that hold US dollars.</summary>
internal static class CostColumns
{
    /// <summary>The dollars, to a billionth: sums of binary fractions are off by less.</summary>
    public static decimal Cost(this SqliteStatement row, int column) => decimal.Round((decimal)row.Double(column), 9);

    /// <summary>The dollars, or null.</summary>
    public static decimal? OptionalCost(this SqliteStatement row, int column) => row.IsNull(column) ? null : row.Cost(column);
}
