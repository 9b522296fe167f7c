using Microsoft.Data.Sqlite;

namespace Orchestrator.Reporting.Queries;

/// <summary>A function for SQL that says whether a text contains another in any case: SQLite's own LIKE knows the case of ASCII letters only.</summary>
internal static class ContainsFunction
{
    public const string Name = "contains_in_any_case";

    /// <summary>Adds it to a connection.</summary>
    public static void AddTo(SqliteConnection connection) =>
        connection.CreateFunction<string?, string, bool>(
            Name, static (text, part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true, isDeterministic: true);
}
