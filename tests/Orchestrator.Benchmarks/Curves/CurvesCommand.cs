using Orchestrator.Benchmarks.Report;

namespace Orchestrator.Benchmarks.Curves;

/// <summary>Measures how throughput and latency change with callers, agents and the size of the journal.</summary>
internal static class CurvesCommand
{
    private const string Usage = """
        curves --out FOLDER [--quick] [--seconds N] [callers] [agents] [journal]
          Throughput and latency by callers, by agents, by events in the journal: FOLDER gets a CSV file and a plot (SVG) of each, and the page
          beside it (FOLDER.md) their tables. All three when none is named.
          --out FOLDER  such as docs/performance
          --quick       fewer and smaller steps: minutes; otherwise up to 1,024 callers, 100,000 agents, 10 million events (20 GB of temporary files)
          --seconds N   how long each step is measured (5, quick 2)
        """;

    private static readonly string[] All = ["callers", "agents", "journal"];

    /// <summary>Runs it.</summary>
    /// <returns>0.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var options = new CommandOptions(words);
        if (options.Flag("--help"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        bool quick = options.Flag("--quick");
        var time = TimeSpan.FromSeconds(options.Number("--seconds", quick ? 2 : 5));
        string folder = options.Text("--out")?.TrimEnd('/') ?? throw new UsageException($"--out is missing\n{Usage}");
        string[] unknown = [.. options.Names.Except(All)];
        if (unknown.Length > 0) throw new UsageException($"{string.Join(", ", unknown)}: there is no such curve; there are: {string.Join(", ", All)}");

        MachineFacts machine = MachineFacts.Read();
        foreach (string name in All.Where(name => options.Names.Count == 0 || options.Names.Contains(name)))
        {
            Curve curve = await MeasureAsync(name, quick, time, cancellationToken);
            Directory.CreateDirectory(folder);
            await CsvFile.WriteAsync(Path.Combine(folder, $"{name}.csv"), [.. curve.Columns.Select(Column)], curve.Rows.Select(row => (object?[])[.. row.Cast<object>()]));
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.svg"), SvgPlot.Draw(curve), cancellationToken);
            await PerformancePage.WriteAsync($"{folder}.md", folder, [curve], machine);
        }

        return 0;
    }

    private static Task<Curve> MeasureAsync(string name, bool quick, TimeSpan time, CancellationToken cancellationToken) => name switch
    {
        "callers" => ByCallers.MeasureAsync(quick ? [1, 8, 64, 256, 1_024] : [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024], time, cancellationToken),
        "agents" => ByAgents.MeasureAsync(quick ? [100, 1_000, 10_000] : [100, 1_000, 10_000, 100_000], time, cancellationToken),
        _ => ByJournalSize.MeasureAsync(quick ? [10_000, 100_000, 1_000_000] : [10_000, 100_000, 1_000_000, 10_000_000], time, cancellationToken),
    };

    private static string Column(string name) =>
        name.Replace(", ", "_", StringComparison.Ordinal).Replace("/s", "_per_second", StringComparison.Ordinal).Replace(' ', '_').TrimStart('.');
}
