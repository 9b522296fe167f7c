using Orchestrator.Benchmarks.Report;

namespace Orchestrator.Benchmarks.Soak;

/// <summary>What a soak is asked to do.</summary>
internal sealed record SoakSettings
{
    public const string Usage = """
        dotnet run -c Release --project tests/Orchestrator.Benchmarks -- soak [options]

        A host of its own under steady mixed load over HTTP, looked at every 5 s; then idle. Ends with 1 if something grows that must not.
          --minutes N        of load (60)
          --rate N           messages a second that are offered; other work follows from it (200)
          --idle-minutes N   without load, behind it (10)
          --out FOLDER       where soak.csv and the plots go; FOLDER.md gets the section "Soak" (docs/reliability)
        """;

    public TimeSpan Load { get; init; } = TimeSpan.FromMinutes(60);

    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    public int Rate { get; init; } = 200;

    public string Out { get; init; } = "docs/reliability";

    public TimeSpan Every { get; } = TimeSpan.FromSeconds(5);

    /// <exception cref="UsageException">An option is not understood; the message names it.</exception>
    public static SoakSettings Parse(IEnumerable<string> words)
    {
        var options = new CommandOptions(words);
        var usual = new SoakSettings();
        var settings = new SoakSettings
        {
            Load = TimeSpan.FromMinutes(options.Number("--minutes", (int)usual.Load.TotalMinutes)),
            Idle = TimeSpan.FromMinutes(options.Number("--idle-minutes", (int)usual.Idle.TotalMinutes)),
            Rate = options.Number("--rate", usual.Rate),
            Out = (options.Text("--out") ?? usual.Out).TrimEnd('/'),
        };
        return options.Names.Count == 0 ? settings : throw new UsageException($"{options.Names[0]} is not an option\n\n{Usage}");
    }
}
