using Orchestrator.Contracts.Errors;

namespace Orchestrator.Reporting.Queries;

/// <summary>The orders that a list allows: names of fields, each with the SQL it stands for. The first is the default.</summary>
internal sealed class SortOrder
{
    private readonly (string Field, string Column)[] _fields;
    private readonly string _defaultOrder;
    private readonly string _tieBreak;

    /// <summary>Names the allowed fields.</summary>
    /// <param name="defaultOrder">The order when the caller names none.</param>
    /// <param name="tieBreak">The unique column that decides between equals.</param>
    /// <param name="fields">Each field with its column.</param>
    public SortOrder(string defaultOrder, string tieBreak, params (string Field, string Column)[] fields)
    {
        _defaultOrder = defaultOrder;
        _tieBreak = tieBreak;
        _fields = fields;
    }

    /// <summary>The ORDER BY clause of what the caller asked for.</summary>
    /// <exception cref="ValidationException">It is none of the allowed orders.</exception>
    public string ToSql(string? orderBy)
    {
        string[] words = (string.IsNullOrWhiteSpace(orderBy) ? _defaultOrder : orderBy)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? column = Array.Find(_fields, f => string.Equals(f.Field, words[0], StringComparison.OrdinalIgnoreCase)).Column;
        string? direction = words.Length switch
        {
            1 => "ASC",
            2 when string.Equals(words[1], "asc", StringComparison.OrdinalIgnoreCase) => "ASC",
            2 when string.Equals(words[1], "desc", StringComparison.OrdinalIgnoreCase) => "DESC",
            _ => null,
        };
        if (column is null || direction is null)
        {
            throw new ValidationException(
                "orderBy", $"must be one of: {string.Join(", ", _fields.Select(f => f.Field))}; then asc or desc");
        }

        return column == _tieBreak ? $" ORDER BY {column} {direction}" : $" ORDER BY {column} {direction}, {_tieBreak} {direction}";
    }
}
