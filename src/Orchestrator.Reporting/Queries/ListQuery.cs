using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Queries;

/// <summary>
/// A page of a table and the count of all. The keys of the page are found first, from indexes where they serve, and
/// only those rows are read.
/// </summary>
internal sealed class ListQuery<T> : IQuery<Page<T>>
{
    private readonly string _countSql;
    private readonly string _pageSql;
    private readonly Conditions _conditions;
    private readonly PageRequest _page;
    private readonly Func<SqliteStatement, T> _read;

    /// <summary>Describes the list.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">Its key: one column.</param>
    /// <param name="columns">The columns that are read.</param>
    /// <param name="conditions">Which rows.</param>
    /// <param name="order">The orders allowed.</param>
    /// <param name="page">Which page.</param>
    /// <param name="read">Reads a row.</param>
    /// <exception cref="Contracts.Errors.ValidationException">The page or the order is not allowed.</exception>
    public ListQuery(
        string table, string key, string columns, Conditions conditions, SortOrder order, PageRequest page,
        Func<SqliteStatement, T> read)
    {
        page.Validate();
        string orderBy = order.ToSql(page.OrderBy);
        string where = conditions.ToSql();
        _countSql = $"SELECT count(*) FROM {table}{where}";
        _pageSql = $"SELECT {columns} FROM {table} WHERE {key} IN (SELECT {key} FROM {table}{where}{orderBy}"
            + $" LIMIT ?{conditions.Count + 1} OFFSET ?{conditions.Count + 2}){orderBy}";
        _conditions = conditions;
        _page = page;
        _read = read;
    }

    public Page<T> Run(ReadConnection connection) => connection.OnOneState(() =>
    {
        long total = _conditions.Bind(connection.Prepare(_countSql)).Single(row => row.Int64(0));
        List<T> items = _page.Offset >= total
            ? []
            : _conditions.Bind(connection.Prepare(_pageSql))
                .Bind(_conditions.Count + 1, (long)_page.PageSize)
                .Bind(_conditions.Count + 2, _page.Offset)
                .List(_read);
        return new Page<T>(items, _page.Page, _page.PageSize, total);
    });
}
