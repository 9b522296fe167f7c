using Orchestrator.Contracts.Errors;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Budgets;

/// <summary>What was used on a day, of a model, by an agent: as far as the report tells these apart.</summary>
public sealed record UsageReportRow
{
    /// <summary>The day, UTC, <c>YYYY-MM-DD</c>.</summary>
    public string? Date { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>The agent.</summary>
    public string? AgentId { get; init; }

    /// <summary>The session; null also for what was for none.</summary>
    public string? SessionId { get; init; }

    /// <summary>The task; null also for what was for none.</summary>
    public string? TaskId { get; init; }

    /// <summary>The department; null also for what was for none.</summary>
    public string? Department { get; init; }

    /// <summary>How many reports.</summary>
    public required long Reports { get; init; }

    /// <summary>Tokens given to models.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that models gave.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Tokens read from models' caches.</summary>
    public required long CachedInputTokens { get; init; }

    /// <summary>US dollars.</summary>
    public required decimal Cost { get; init; }
}

/// <summary>Sums of use.</summary>
internal sealed class UsageReport : IQuery<IReadOnlyList<UsageReportRow>>
{
    private const int MaxRows = 10_000;

    private static readonly (string Word, string Sql)[] Parts =
    [
        ("day", "substr(timestamp, 1, 10)"),
        ("model", "model"),
        ("agent", "agent_id"),
        ("session", "session_id"),
        ("task", "task_id"),
        ("department", "department"),
    ];

    private readonly Conditions _conditions;
    private readonly string _sql;

    /// <summary>Describes the report.</summary>
    /// <param name="by">What it tells apart: words, comma-joined.</param>
    /// <param name="conditions">Which reports of use.</param>
    /// <exception cref="ValidationException">A word is not known, or there twice.</exception>
    public UsageReport(string by, Conditions conditions)
    {
        string[] words = by.Split(',', StringSplitOptions.TrimEntries);
        if (words.Distinct(StringComparer.Ordinal).Count() < words.Length || !words.All(word => Parts.Any(part => part.Word == word)))
        {
            throw new ValidationException(
                "by", $"must be one or more of {string.Join(", ", Parts.Select(part => part.Word))}, each once, with commas between");
        }

        string[] used = [.. Parts.Where(part => words.Contains(part.Word)).Select(part => part.Sql)];
        string columns = string.Join(", ", Parts.Select(part => words.Contains(part.Word) ? part.Sql : "NULL"));
        string order = string.Join(", ", words.Select(word => Parts.First(part => part.Word == word).Sql));
        _conditions = conditions;
        _sql = $"SELECT {columns}, count(*), sum(input_tokens), sum(output_tokens), sum(cached_input_tokens), sum(cost) "
            + $"FROM usage{conditions.ToSql()} GROUP BY {string.Join(", ", used)} ORDER BY {order} LIMIT {MaxRows + 1}";
    }

    public IReadOnlyList<UsageReportRow> Run(ReadConnection connection)
    {
        List<UsageReportRow> rows = Read(connection);
        return rows.Count <= MaxRows
            ? rows
            : throw new ValidationException("by", $"makes more than {MaxRows} rows of these reports; ask for fewer days, or tell less apart");
    }

    private List<UsageReportRow> Read(ReadConnection connection) => _conditions
        .Bind(connection.Prepare(_sql))
        .List(row => new UsageReportRow
        {
            Date = row.OptionalText(0),
            Model = row.OptionalText(1),
            AgentId = row.OptionalText(2),
            SessionId = row.OptionalText(3),
            TaskId = row.OptionalText(4),
            Department = row.OptionalText(5),
            Reports = row.Int64(6),
            InputTokens = row.Int64(7),
            OutputTokens = row.Int64(8),
            CachedInputTokens = row.Int64(9),
            Cost = row.Cost(10),
        });
}
