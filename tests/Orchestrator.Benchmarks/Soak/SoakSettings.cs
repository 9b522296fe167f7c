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

    /// <exception cref="FormatException">An option is not understood; the message names it.</exception>
    public static SoakSettings Parse(IReadOnlyList<string> arguments)
    {
        var settings = new SoakSettings();
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException($"{arguments[i]} lacks its value");
            settings = arguments[i] switch
            {
                "--minutes" => settings with { Load = TimeSpan.FromMinutes(Number(arguments[i], value)) },
                "--idle-minutes" => settings with { Idle = TimeSpan.FromMinutes(Number(arguments[i], value)) },
                "--rate" => settings with { Rate = Math.Max(1, (int)Number(arguments[i], value)) },
                "--out" => settings with { Out = value.TrimEnd('/') },
                _ => throw new FormatException($"{arguments[i]} is not an option"),
            };
        }

        return settings;
    }

    private static double Number(string option, string value) =>
        double.TryParse(value, out double number) && number > 0 ? number : throw new FormatException($"{option} '{value}' is no number above 0");
}
