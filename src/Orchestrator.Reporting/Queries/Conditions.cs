using System.Globalization;
using System.Text;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Queries;

/// <summary>The conditions of a filter that are set, as SQL with a parameter each. Their texts are constants.</summary>
internal sealed class Conditions
{
    private readonly List<string> _sql = [];
    private readonly List<string> _values = [];

    /// <summary>How many parameters are used.</summary>
    public int Count => _values.Count;

    /// <summary>Adds a condition when the caller gave a value.</summary>
    /// <param name="sql">The condition, with <c>?</c> for the value; it may stand there more than once.</param>
    /// <param name="value">The value, or null for no condition.</param>
    public Conditions Add(string sql, string? value)
    {
        if (value is null) return this;
        _values.Add(value);
        _sql.Add(sql.Replace("?", $"?{_values.Count}", StringComparison.Ordinal));
        return this;
    }

    /// <summary>Adds a condition with several values.</summary>
    /// <param name="sql">The condition, with <c>{0}</c>, <c>{1}</c> and so on for the values; each may stand there more than once.</param>
    /// <param name="values">The values.</param>
    public Conditions AddMany(string sql, params ReadOnlySpan<string> values)
    {
        List<object> parameters = [];
        foreach (string value in values)
        {
            _values.Add(value);
            parameters.Add($"?{_values.Count}");
        }

        _sql.Add(string.Format(CultureInfo.InvariantCulture, sql, [.. parameters]));
        return this;
    }

    /// <summary>Adds that a column contains a text, in any case.</summary>
    public Conditions AddContains(string column, string? value)
    {
        if (value is null) return this;
        return Ascii.IsValid(value)
            ? Add($@"{column} LIKE ? ESCAPE '\'", $"%{Escape(value)}%") // several times faster
            : Add($"{ContainsFunction.Name}({column}, ?)", value);
    }

    public string ToSql() => _sql.Count == 0 ? string.Empty : $" WHERE {string.Join(" AND ", _sql)}";

    public SqliteStatement Bind(SqliteStatement statement)
    {
        for (int index = 0; index < _values.Count; index++) statement.Bind(index + 1, _values[index]);
        return statement;
    }

    private static string Escape(string value) => value
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);
}
