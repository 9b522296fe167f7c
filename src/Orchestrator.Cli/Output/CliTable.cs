using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.Cli.Output;

/// <summary>
/// A table that can be read in the window that is there: short columns are not broken, long ones are, and where even that is too wide each row
/// becomes a block of names and values.
/// </summary>
internal static class CliTable
{
    // What is longer than that is text, which may be broken, but not into pieces shorter than this.
    private const int LongestWord = 30;
    private const int ShortestText = 16;

    // The blanks around a column.
    private const int Gap = 3;

    /// <summary>Makes it.</summary>
    /// <param name="columns">Its headings; the first column identifies and is never broken.</param>
    /// <param name="rows">Its rows; absent values are empty.</param>
    /// <param name="width">How many signs the window has in a line.</param>
    public static IRenderable Of(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows, int width)
    {
        int[] widths = [.. columns.Select((column, i) => rows.Select(row => row[i]?.Length ?? 0).Append(column.Length).Max())];
        bool[] whole = [.. widths.Select((cell, i) => i == 0 || cell <= LongestWord)];
        int least = widths.Select((cell, i) => (whole[i] ? cell : ShortestText) + Gap).Sum() + 1;
        return least > width && rows.Count > 0 ? Blocks(columns, rows) : Table(columns, rows, whole);
    }

    /// <summary>Names and values, one pair a line; absent values are left out.</summary>
    public static Grid Fields(IEnumerable<(string Name, string? Value)> fields)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true });
        grid.AddColumn();
        foreach ((string name, string? value) in fields)
        {
            if (!string.IsNullOrEmpty(value)) grid.AddRow(Heading(name), Cell(name, value));
        }

        return grid;
    }

    private static Table Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows, bool[] whole)
    {
        var table = new Table { Border = TableBorder.Simple, ShowHeaders = true };
        for (int i = 0; i < columns.Count; i++) table.AddColumn(new TableColumn(Heading(columns[i])) { NoWrap = whole[i] });
        foreach (IReadOnlyList<string?> row in rows) table.AddRow(row.Select((cell, i) => Cell(columns[i], cell ?? string.Empty)));
        return table;
    }

    private static Rows Blocks(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows) => new(
        rows.SelectMany(row => (IRenderable[])[Fields(columns.Select((column, i) => (column, row[i]))), Text.Empty]));

    private static Text Heading(string name) => new(name, new Style(decoration: Decoration.Bold));

    private static Text Cell(string name, string value) => new(Printable.Line(value), StatusColour.Of(name, value));
}
