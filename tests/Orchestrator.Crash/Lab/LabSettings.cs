using Orchestrator.Crash.Lab.Faults;

namespace Orchestrator.Crash.Lab;

/// <summary>How the laboratory is run.</summary>
internal sealed record LabSettings
{
    /// <summary>What the command line takes.</summary>
    public const string Usage =
        "lab [--rounds N (200)] [--seed S (1)] [--faults LIST] [--parallel N (2)] [--keep] [--out FOLDER] [--long-stops] [--expect-loss] [--host FILE] [--report FILE]";

    /// <summary>How many rounds, 1 to 1,000,000; their seeds follow each other.</summary>
    public int Rounds { get; init; } = 200;

    /// <summary>The seed of the first.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The faults to choose from.</summary>
    public IReadOnlyList<FaultKind> Faults { get; init; } = FaultNames.Usual;

    /// <summary>How many rounds run at a time, 1 to 64.</summary>
    public int Parallel { get; init; } = 2;

    /// <summary>Whether the files of rounds that went well are kept too.</summary>
    public bool Keep { get; init; }

    /// <summary>Where rounds have their folders; a temporary folder when null.</summary>
    public string? Out { get; init; }

    /// <summary>Whether one of 200 rounds stops processes for 30 s.</summary>
    public bool LongStops { get; init; }

    /// <summary>Whether losses must be found: the laboratory itself is on trial.</summary>
    public bool ExpectLoss { get; init; }

    /// <summary>The host's assembly; null to build it.</summary>
    public string? Host { get; init; }

    /// <summary>Where the report is added, besides being printed; null for nowhere.</summary>
    public string? Report { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">Something is not known or out of its limits.</exception>
    public static LabSettings Parse(ReadOnlySpan<string> args)
    {
        var settings = new LabSettings();
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            settings = name switch
            {
                "--rounds" => settings with { Rounds = Number(name, Value(args, ref i), 1, 1_000_000) },
                "--seed" => settings with { Seed = Number(name, Value(args, ref i), 0, int.MaxValue - 1_000_000) },
                "--faults" => settings with { Faults = FaultNames.Parse(Value(args, ref i)) },
                "--parallel" => settings with { Parallel = Number(name, Value(args, ref i), 1, 64) },
                "--out" => settings with { Out = Value(args, ref i) },
                "--host" => settings with { Host = Value(args, ref i) },
                "--report" => settings with { Report = Value(args, ref i) },
                "--keep" => settings with { Keep = true },
                "--long-stops" => settings with { LongStops = true },
                "--expect-loss" => settings with { ExpectLoss = true },
                _ => throw new FormatException($"'{name}' is not known. {Usage}"),
            };
        }

        return settings;
    }

    private static string Value(ReadOnlySpan<string> args, ref int i) =>
        ++i < args.Length ? args[i] : throw new FormatException($"{args[i - 1]} lacks its value. {Usage}");

    private static int Number(string name, string text, int least, int most) =>
        int.TryParse(text, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is '{text}': choose {least} to {most}.");
}
