using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Budgets;

/// <summary>Asks for what was used. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class UsageQueries
{
    /// <summary>The most days of a report.</summary>
    public const int MaxDays = 3_660;

    private const string Columns =
        "agent_id, agent_number, session_id, task_id, department, model, input_tokens, output_tokens, cached_input_tokens, cost, timestamp, metadata";

    private static readonly SortOrder Orders = new(
        "at desc",
        "number",
        ("at", "timestamp"),
        ("cost", "cost"),
        ("inputTokens", "input_tokens"),
        ("outputTokens", "output_tokens"),
        ("model", "model"));

    private readonly ReportingReader _reader;
    private readonly TimeProvider _time;

    internal UsageQueries(ReportingReader reader, TimeProvider time) => (_reader, _time) = (reader, time);

    /// <summary>Lists reports; by <c>at</c> (the default, newest first), <c>cost</c>, <c>inputTokens</c>, <c>outputTokens</c> or <c>model</c>.</summary>
    public Task<Page<UsageView>> ListAsync(UsageFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListQuery<UsageView>("usage", "number", Columns, filter.ToConditions(), Orders, page, Read), cancellationToken);

    /// <summary>Sums what was used: 10,000 rows at most, in the order of what it tells apart.</summary>
    /// <param name="days">Of how many days, 1 to 3,660: today, UTC, and those before.</param>
    /// <param name="by">What it tells apart: <c>day</c>, <c>model</c>, <c>agent</c>, <c>session</c>, <c>task</c>, <c>department</c>, with commas between.</param>
    /// <param name="filter">Which reports.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<UsageReportRow>> ReportAsync(int days, string by, UsageFilter filter, CancellationToken cancellationToken)
    {
        if (days is < 1 or > MaxDays) throw new ValidationException("days", $"must be 1 to {MaxDays}, is {days}");
        DateTimeOffset since = new(_time.GetUtcNow().UtcDateTime.Date.AddDays(1 - days), TimeSpan.Zero);
        return _reader.RunAsync(new UsageReport(by, filter.ToConditions().Add("timestamp >= ?", TimeText.Of(since))), cancellationToken);
    }

    private static UsageView Read(SqliteStatement row) => new()
    {
        AgentId = AgentId.Parse(row.Text(0)),
        Number = row.Int64(1),
        SessionId = row.OptionalText(2) is { } session ? SessionId.Parse(session) : null,
        TaskId = row.OptionalText(3) is { } task ? TaskId.Parse(task) : null,
        Department = row.OptionalText(4),
        Model = row.Text(5),
        InputTokens = row.Int64(6),
        OutputTokens = row.Int64(7),
        CachedInputTokens = row.Int64(8),
        Cost = row.Cost(9),
        At = row.Time(10),
        Metadata = row.OptionalJson(11),
    };
}
