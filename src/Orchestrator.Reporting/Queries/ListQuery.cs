using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Queries;

/// <summary>
/// A page of a table and the count of all, as far as it is counted. The keys of the page are found first, from indexes where
/// they serve, and only those rows are read.
/// </summary>
internal sealed class ListQuery<T> : IQuery<Page<T>>
{
    /// <summary>
    /// The most that is counted, which takes some 10 ms from an index: a page must not cost more the longer the past is.
    /// </summary>
    public const long MostCounted = 100_000;

    private readonly string _pageSql;
    private readonly Conditions _conditions;
    private readonly PageRequest _page;
    private readonly Func<SqliteStatement, T> _read;

    /// <summary>Describes the list.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">Its key: the column, or all columns, that tell a row from every other.</param>
    /// <param name="columns">The columns that are read.</param>
    /// <param name="conditions">Which rows.</param>
    /// <param name="order">The orders allowed.</param>
    /// <param name="page">Which page.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="keys">What the conditions are about, when it is not the table itself.</param>
    /// <exception cref="Contracts.Errors.ValidationException">The page or the order is not allowed.</exception>
    public ListQuery(
        string table, string key, string columns, Conditions conditions, SortOrder order, PageRequest page,
        Func<SqliteStatement, T> read, KeySource? keys = null)
    {
        page.Validate();
        keys ??= new KeySource(table, key, order);
        string where = conditions.ToSql();
        string keysSql = $"SELECT {keys.Key} FROM {keys.Table}{where}{keys.Order.ToSql(page.OrderBy)}"
            + $" LIMIT ?{conditions.Count + 1} OFFSET ?{conditions.Count + 2}";
        _pageSql = $"SELECT {columns} FROM {table} WHERE ({key}) IN ({keysSql}){order.ToSql(page.OrderBy)}";
        Statements = ($"SELECT count(*) FROM (SELECT 1 FROM {keys.Table}{where} LIMIT {MostCounted + 1})", keysSql);
        _conditions = conditions;
        _page = page;
        _read = read;
    }

    /// <summary>What must be fast: how rows are counted, and how those of a page are found.</summary>
    public (string Count, string Keys) Statements { get; }

    public Page<T> Run(ReadConnection connection) => connection.OnOneState(() =>
    {
        long counted = _conditions.Bind(connection.Prepare(Statements.Count)).Single(row => row.Int64(0));
        List<T> items = _page.Offset >= counted && counted <= MostCounted
            ? []
            : _conditions.Bind(connection.Prepare(_pageSql))
                .Bind(_conditions.Count + 1, (long)_page.PageSize)
                .Bind(_conditions.Count + 2, _page.Offset)
                .List(_read);
        return new Page<T>(items, _page.Page, _page.PageSize, Math.Min(counted, MostCounted))
        {
            TotalIsLowerBound = counted > MostCounted,
        };
    });
}
