using Orchestrator.Contracts.Errors;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Aggregates;

/// <summary>Counts and adds up what the tables hold (S3's aggregate queries).</summary>
public sealed class AggregateQueries
{
    /// <summary>How many groups are answered at most, those with the highest values first.</summary>
    public const int MaxGroups = 1_000;

    private static readonly string[] AllFunctions = ["count", "sum", "avg", "min", "max"];

    private readonly ReportingReader _reader;

    internal AggregateQueries(ReportingReader reader) => _reader = reader;

    /// <summary>The tables that may be asked.</summary>
    public static IReadOnlyList<string> Tables { get; } = [.. AggregateColumns.ByTable.Keys];

    /// <summary>The functions.</summary>
    public static IReadOnlyList<string> Functions => AllFunctions;

    /// <summary>Asks.</summary>
    /// <param name="request">What for.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>A row for each group, highest value first; one row when nothing is grouped by.</returns>
    /// <exception cref="ValidationException">A name is not allowed; the message says which are.</exception>
    /// <exception cref="UnavailableException">The tables can't be read now, or not in time.</exception>
    public Task<IReadOnlyList<AggregateRow>> RunAsync(AggregateRequest request, CancellationToken cancellationToken)
    {
        AggregateColumns columns = AggregateColumns.ByTable.GetValueOrDefault(request.Table) ?? throw NotAllowed("table", Tables);
        if (!Functions.Contains(request.Function)) throw NotAllowed("function", Functions);
        if (request.Function == "count")
        {
            if (request.Column is not null) throw new ValidationException("column", "is for sum, avg, min and max; rows are counted");
        }
        else if (request.Column is null || !columns.Numbers.Contains(request.Column))
        {
            throw NotAllowed("column", columns.Numbers);
        }

        if (request.GroupBy is { } group && !columns.Words.Contains(group)) throw NotAllowed("groupBy", columns.Words);
        foreach (string name in request.Filter.Keys)
        {
            if (!columns.Words.Contains(name)) throw NotAllowed("filter", columns.Words);
        }

        return _reader.RunAsync(new Aggregate(request), cancellationToken);
    }

    private static ValidationException NotAllowed(string field, IReadOnlyList<string> names) =>
        new(field, names.Count == 0 ? "this table has none" : $"must be one of {string.Join(", ", names)}");
}
