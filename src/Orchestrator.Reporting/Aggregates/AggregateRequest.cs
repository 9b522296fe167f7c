namespace Orchestrator.Reporting.Aggregates;

/// <summary>What to count or add up.</summary>
public sealed record AggregateRequest
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary><c>count</c>, <c>sum</c>, <c>avg</c>, <c>min</c> or <c>max</c>.</summary>
    public required string Function { get; init; }

    /// <summary>The column of numbers; null for <c>count</c>.</summary>
    public string? Column { get; init; }

    /// <summary>The column of which each value gets a row of its own; null for one row.</summary>
    public string? GroupBy { get; init; }

    /// <summary>Only rows that have these values in these columns.</summary>
    public IReadOnlyDictionary<string, string> Filter { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A group and its value.</summary>
/// <param name="Group">The value of the column that is grouped by; null where there is none.</param>
/// <param name="Value">What was asked for; null when there was nothing to add up.</param>
public sealed record AggregateRow(string? Group, double? Value);
