using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Budgets;

/// <summary>Asks for budgets that were used or set. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class BudgetQueries
{
    private const string Columns =
        "scope, reports, input_tokens, output_tokens, cached_input_tokens, cost, warn_cost, stop_cost, warn_tokens, stop_tokens, updated_at";

    private static readonly SortOrder Orders = new(
        "cost desc",
        "number",
        ("cost", "cost"),
        ("tokens", "input_tokens + output_tokens"),
        ("reports", "reports"),
        ("scope", "scope"),
        ("updatedAt", "updated_at"));

    private readonly ReportingReader _reader;

    internal BudgetQueries(ReportingReader reader) => _reader = reader;

    /// <summary>Lists budgets; by <c>cost</c> (the default, most first), <c>tokens</c>, <c>reports</c>, <c>scope</c> or <c>updatedAt</c>.</summary>
    public Task<Page<BudgetView>> ListAsync(BudgetFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(
            new ListQuery<BudgetView>(
                "budgets",
                "number",
                Columns,
                new Conditions()
                    .Add("kind = ?", filter.Kind is { } kind ? Words<BudgetKind>.Of(kind) : null)
                    .Add("status = ?", filter.Status is { } status ? Words<BudgetStatus>.Of(status) : null),
                Orders,
                page,
                Read),
            cancellationToken);

    /// <summary>Budgets of whose news others may not know, in the order of their scopes.</summary>
    /// <param name="now">The time.</param>
    /// <param name="grace">Not what happened within this time of it; what happened later was told by a clock that stood ahead.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<BudgetScope>> ListUnsettledAsync(
        DateTimeOffset now, TimeSpan grace, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListUnsettledBudgets(now, grace, Limit.Check(limit, 10_000)), cancellationToken);

    private static BudgetView Read(SqliteStatement row) => BudgetView.Of(
        BudgetScope.Parse(row.Text(0)),
        new()
        {
            Reports = row.Int64(1),
            InputTokens = row.Int64(2),
            OutputTokens = row.Int64(3),
            CachedInputTokens = row.Int64(4),
            Cost = row.Cost(5),
        },
        new()
        {
            WarnCost = row.OptionalCost(6),
            StopCost = row.OptionalCost(7),
            WarnTokens = row.OptionalInt64(8),
            StopTokens = row.OptionalInt64(9),
        },
        row.Time(10));
}

internal sealed class ListUnsettledBudgets(DateTimeOffset now, TimeSpan grace, int limit) : IQuery<IReadOnlyList<BudgetScope>>
{
    public IReadOnlyList<BudgetScope> Run(ReadConnection connection) => connection
        .Prepare("SELECT scope FROM budgets_unsettled WHERE since < ?1 OR since > ?3 ORDER BY scope LIMIT ?2")
        .Bind(1, now - grace)
        .Bind(2, (long)limit)
        .Bind(3, now + grace)
        .List(row => BudgetScope.Parse(row.Text(0)));
}
