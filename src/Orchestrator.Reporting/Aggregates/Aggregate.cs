using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Aggregates;

/// <summary>
/// Counts or adds up. Every name in the request was found in the list of allowed ones; values are bound, and compared as what the
/// column is. Groups and filters are of plain columns, so that indexes serve them; what the totals hold is not read row by row.
/// </summary>
internal sealed class Aggregate(AggregateRequest request) : IQuery<IReadOnlyList<AggregateRow>>
{
    public IReadOnlyList<AggregateRow> Run(ReadConnection connection)
    {
        RunningTotals? totals = RunningTotals.For(request);
        string value = totals is not null
            ? totals.Value(request)
            : request.Function == "count" ? "count(*)" : $"{request.Function}({request.Column})";
        string group = request.GroupBy is { } by ? $"CAST({by} AS TEXT)" : "NULL";
        (string Name, string Value)[] filter = [.. request.Filter.Select(one => (one.Key, one.Value))];
        string where = string.Concat(filter.Select((one, i) => $" AND {one.Name} = ?{i + 1}"));
        string grouping = request.GroupBy is null ? string.Empty : $" GROUP BY {request.GroupBy}";
        SqliteStatement statement = connection.Prepare(
            $"SELECT {group}, CAST({value} AS REAL) AS value FROM {totals?.Rows ?? request.Table} WHERE 1{where}{grouping} ORDER BY value DESC, 1 LIMIT {AggregateQueries.MaxGroups}");
        for (int i = 0; i < filter.Length; i++) statement.Bind(i + 1, filter[i].Value);
        return statement.List(row => new AggregateRow(row.OptionalText(0), row.OptionalDouble(1)));
    }
}
