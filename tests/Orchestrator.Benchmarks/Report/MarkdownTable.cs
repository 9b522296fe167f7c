using System.Text;

namespace Orchestrator.Benchmarks.Report;

/// <summary>A table that reads well as plain text and is one of Markdown: numbers to the right.</summary>
internal static class MarkdownTable
{
    /// <param name="columns">The headings; one that starts with <c>&gt;</c> is of numbers.</param>
    /// <param name="rows">A cell for each column.</param>
    public static string Of(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        bool[] right = [.. columns.Select(column => column.StartsWith('>'))];
        string[] headings = [.. columns.Select(column => column.TrimStart('>'))];
        int[] widths = [.. headings.Select((heading, i) => rows.Select(row => row[i].Length).Append(heading.Length).Append(3).Max())];
        var text = new StringBuilder();
        Line(headings.Select((heading, i) => Cell(heading, i)));
        Line(widths.Select((width, i) => right[i] ? new string('-', width - 1) + ':' : new string('-', width)));
        foreach (IReadOnlyList<string> row in rows) Line(row.Select(Cell));
        return text.ToString();

        string Cell(string cell, int i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]);

        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
