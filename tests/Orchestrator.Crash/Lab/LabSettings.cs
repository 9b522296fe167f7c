using Npgsql;
using Orchestrator.Crash.Lab.Faults;

namespace Orchestrator.Crash.Lab;

/// <summary>How the laboratory is run.</summary>
internal sealed record LabSettings
{
    /// <summary>What the command line takes.</summary>
    public static readonly string Usage =
        $"""
        lab: whole hosts under a random workload and faults, and checks that they kept their promises
          --rounds N      how many rounds (200)
          --seed S        the seed of the first; the others follow it (1)
          --faults LIST   the faults to choose from, of {FaultNames.All}
                          (all but network and lying-fsync)
          --store TEXT    the PostgreSQL server of network rounds, such as "Host=127.0.0.1;Username=me", a role that may create
                          databases (a server of its own)
          --parallel N    how many rounds run at a time (2)
          --long-stops    rounds with a seed that 200 divides stop the host for 30 s
          --expect-loss   ends with 0 only if the checks found something: for lying-fsync
          --keep          keeps the files of rounds that went well too
          --out FOLDER    where rounds have their folders (a temporary folder)
          --host FILE     the host's assembly or a program published from it (is built)
          --report FILE   writes the table that is printed at the end to a file
        """;

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

    /// <summary>Whether one of 200 rounds stops a process for 30 s.</summary>
    public bool LongStops { get; init; }

    /// <summary>Whether losses must be found: the laboratory itself is on trial.</summary>
    public bool ExpectLoss { get; init; }

    /// <summary>The connection string of the server that rounds on PostgreSQL use; null for one of the laboratory's own.</summary>
    public string? Store { get; init; }

    /// <summary>The host's assembly, or a program that was published from it; null to build it.</summary>
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
                "--store" => settings with { Store = ServerOf(Value(args, ref i)) },
                "--host" => settings with { Host = Value(args, ref i) },
                "--report" => settings with { Report = Value(args, ref i) },
                "--keep" => settings with { Keep = true },
                "--long-stops" => settings with { LongStops = true },
                "--expect-loss" => settings with { ExpectLoss = true },
                _ => throw new FormatException($"'{name}' is not known. --help says what is."),
            };
        }

        if (settings.Faults.Contains(FaultKind.Network) && settings.Faults.Contains(FaultKind.LyingSync))
            throw new FormatException("--faults: choose network or lying-fsync: the journal of network rounds is on a disk that does not lie.");
        if (settings.Store is not null && !settings.Faults.Contains(FaultKind.Network))
            throw new FormatException("--store is for rounds of the fault network: give --faults with it.");
        return settings;
    }

    private static string Value(ReadOnlySpan<string> args, ref int i) =>
        ++i < args.Length ? args[i] : throw new FormatException($"{args[i - 1]} lacks its value. --help says which.");

    // What is wrong with it is not said: it may hold a password.
    private static string ServerOf(string text)
    {
        try
        {
            if (new NpgsqlConnectionStringBuilder(text) is { Host: { Length: > 0 } host } && !host.Contains('/', StringComparison.Ordinal) && !host.Contains(',', StringComparison.Ordinal)) return text;
        }
        catch (ArgumentException)
        {
            // Said below.
        }

        throw new FormatException("--store is no connection string of one server that is reached by TCP, such as \"Host=127.0.0.1;Username=me\".");
    }

    private static int Number(string name, string text, int least, int most) =>
        int.TryParse(text, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is '{text}': choose {least} to {most}.");
}
