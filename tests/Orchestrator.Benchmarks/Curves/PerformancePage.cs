using System.Globalization;
using System.Text;
using Orchestrator.Benchmarks.Report;

namespace Orchestrator.Benchmarks.Curves;

/// <summary>The page of curves: what the command makes stands between two comments, words of people beside it stay.</summary>
internal static class PerformancePage
{
    private const string End = "<!-- end of what the command made -->";

    /// <summary>Puts curves into the page; those it has and that were not measured again stay.</summary>
    /// <param name="page">The page.</param>
    /// <param name="folder">Where the curves' files are.</param>
    /// <param name="curves">What was measured.</param>
    /// <param name="machine">On what.</param>
    public static async Task WriteAsync(string page, string folder, IReadOnlyList<Curve> curves, MachineFacts machine)
    {
        string text = File.Exists(page) ? await File.ReadAllTextAsync(page) : Beginning;
        string from = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(page))!, folder).Replace('\\', '/');
        string on = string.Join("; ", machine.Facts.Select(fact => $"{fact.Name}: {fact.Value}"));
        foreach (Curve curve in curves) text = DocumentPart.Put(text, $"<!-- made by the command: {curve.Name} -->", End, Section(curve, from, on));
        await File.WriteAllTextAsync(page, text);
    }

    private const string Beginning =
        """
        # Performance

        How one host behaves as load and data grow. Made again, with its plots and CSV files, by
        `dotnet run -c Release --project tests/Orchestrator.Benchmarks -- curves --out docs/performance` (`--quick` for a short run);
        how it stands beside what users would pick instead: `-- compare`. Callers and host share the machine's cores in all of it.

        """;

    private static string Section(Curve curve, string folder, string machine)
    {
        var text = new StringBuilder();
        text.Append($"## {curve.Title}\n\n{curve.Text}\n\n![{curve.Title}]({folder}/{curve.Name}.svg)\n\n");
        text.Append(MarkdownTable.Of([.. curve.Columns.Select(column => $">{column}")], [.. curve.Rows.Select(row => row.Select(Number).ToArray())]));
        return text.Append($"\n[{curve.Name}.csv]({folder}/{curve.Name}.csv). {machine}\n").ToString();
    }

    private static string Number(double value) =>
        double.IsNaN(value) ? "-" : value.ToString(value >= 100 ? "#,0" : "0.###", CultureInfo.InvariantCulture);
}
