using System.Globalization;

namespace Orchestrator.Benchmarks.Report;

/// <summary>Writes rows as comma-separated values.</summary>
internal static class CsvFile
{
    public static Task WriteAsync(string path, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        IEnumerable<string> lines = rows.Select(row => string.Join(',', row.Select(Text))).Prepend(string.Join(',', columns));
        return File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n");
    }

    // Four significant digits and more are noise; a number that is none stays empty.
    private static string Text(object? value) => value switch
    {
        null or double.NaN => string.Empty,
        double number => number.ToString(number >= 100 ? "0" : "0.###", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ when value.ToString() is { } text && text.AsSpan().IndexOfAny(",\"\n") >= 0 => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => value.ToString()!,
    };
}
