namespace Orchestrator.Reporting.Aggregates;

/// <summary>What is counted as it comes: questions about all of a long past are answered from a handful of rows.</summary>
/// <param name="Rows">The totals, as rows with the columns of the table that they are of.</param>
/// <param name="Count">The column that says how many rows of the table one stands for.</param>
/// <param name="Words">The columns that may be grouped by and filtered on.</param>
/// <param name="Sums">For columns of numbers that are added up: of which rows the numbers are.</param>
internal sealed record RunningTotals(string Rows, string Count, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Sums)
{
    private static readonly Dictionary<string, RunningTotals> ByTable = new(StringComparer.Ordinal)
    {
        ["messages"] = new("message_totals", "messages", ["type", "priority"], new Dictionary<string, string>(StringComparer.Ordinal)),
        ["message_deliveries"] = new(
            "(SELECT status, nullif(method, '') AS method, deliveries, attempts, delivery_ms FROM delivery_totals)",
            "deliveries",
            ["status", "method"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["attempts"] = "1", ["delivery_ms"] = "status = 'acknowledged'" }),
    };

    /// <summary>The totals that answer a request; null when only the rows themselves do.</summary>
    public static RunningTotals? For(AggregateRequest request) =>
        ByTable.GetValueOrDefault(request.Table) is { } totals
        && (request.GroupBy is null || totals.Words.Contains(request.GroupBy))
        && request.Filter.Keys.All(totals.Words.Contains)
        && (request.Function == "count" || (request.Function is "sum" or "avg" && totals.Sums.ContainsKey(request.Column!)))
            ? totals
            : null;

    /// <summary>The SQL of the value. No row has nothing to add up, as with the rows themselves, but is counted as 0.</summary>
    public string Value(AggregateRequest request) => request.Function switch
    {
        "count" => $"coalesce(sum({Count}), 0)",
        "sum" => $"sum({request.Column}) FILTER (WHERE {Sums[request.Column!]})",
        _ => $"sum({request.Column}) FILTER (WHERE {Sums[request.Column!]}) * 1.0 / sum({Count}) FILTER (WHERE {Sums[request.Column!]})",
    };
}
