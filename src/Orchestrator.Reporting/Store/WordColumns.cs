using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Reporting.Store;

/// <summary>Columns that hold a word of an enumeration.</summary>
internal static class WordColumns
{
    public static T Word<T>(this SqliteStatement row, int column)
        where T : struct, Enum => Words<T>.TryParse(row.Text(column), out T value)
            ? value
            : throw new InvalidOperationException($"'{row.Text(column)}' is none of: {Words<T>.Allowed}");
}
