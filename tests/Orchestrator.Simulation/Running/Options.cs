using System.Globalization;
using Orchestrator.Simulation.Cluster;
using Orchestrator.Simulation.Workloads;

namespace Orchestrator.Simulation.Running;

/// <summary>What the command is to run.</summary>
internal sealed record Options
{
    public const string Usage = """
        Runs agents, grains and journal under seeded schedules, and looks for one that breaks a promise.

        dotnet run -c Release --project tests/Orchestrator.Simulation -- [workload] [options]

          workload         one of: {0}; all of them unless one is named
          --schedules N    how many schedules of each workload (10000)
          --seed S         the first seed (1); the schedules have S, S+1, ...
          --minutes M      goes on for so long instead, all workloads in turn
          --threads T      how many at the same time (one for each processor)
          --trace          prints what happens; for one schedule
          --bug B          builds a bug in, to see it found: {1}
          --stdin          reads such lines from the standard input, and ends each answer with a line "= <exit code>"

        The exit code is 0 if every schedule kept every promise, 1 if one did not, 2 if an option is wrong.
        """;

    public IReadOnlyList<WorkloadKind> Workloads { get; private init; } = WorkloadList.All;

    public long Schedules { get; private init; } = 10_000;

    public ulong Seed { get; private init; } = 1;

    public TimeSpan? Time { get; private init; }

    public int Threads { get; private init; } = Environment.ProcessorCount;

    public bool IsTraced { get; private init; }

    public Bugs Bugs { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">One is wrong; the message names it and what is allowed.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            options = name switch
            {
                "--schedules" => options with { Schedules = Number(name, Next(), 1, 1_000_000_000) },
                "--seed" => options with { Seed = (ulong)Number(name, Next(), 0, long.MaxValue) },
                "--minutes" => options with { Time = TimeSpan.FromMinutes(Number(name, Next(), 1, 10_000)) },
                "--threads" => options with { Threads = (int)Number(name, Next(), 1, 64) },
                "--bug" => options with { Bugs = BugOf(Next()) },
                "--trace" => options with { IsTraced = true },
                _ when WorkloadList.Find(name) is { } kind => options with { Workloads = [kind] },
                _ => throw new FormatException($"{name} is neither an option nor a workload ({Names(WorkloadList.All.Select(one => one.Name))})"),
            };

            string Next() => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value");
        }

        return options;
    }

    public static string Help() => Usage
        .Replace("{0}", Names(WorkloadList.All.Select(one => one.Name)), StringComparison.Ordinal)
        .Replace("{1}", Names(BugNames), StringComparison.Ordinal);

    /// <summary>The name of a bug on the command line.</summary>
    public static string NameOf(Bugs bug) => string.Concat(bug.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static IEnumerable<string> BugNames => Enum.GetValues<Bugs>().Where(bug => bug != Bugs.None).Select(NameOf);

    private static Bugs BugOf(string name)
    {
        Bugs[] found = [.. Enum.GetValues<Bugs>().Where(bug => bug != Bugs.None && NameOf(bug) == name)];
        return found is [var one] ? one : throw new FormatException($"--bug must be one of {Names(BugNames)}, not {name}");
    }

    private static long Number(string name, string text, long min, long max) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= min && value <= max
            ? value
            : throw new FormatException($"{name} must be a whole number from {min} to {max}, not {text}");

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
