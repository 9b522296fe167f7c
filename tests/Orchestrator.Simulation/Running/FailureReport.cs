using Orchestrator.Simulation.Cluster;
using Orchestrator.Simulation.Execution;
using Orchestrator.Simulation.Workloads;

namespace Orchestrator.Simulation.Running;

/// <summary>Says what failed and how to see it again.</summary>
internal static class FailureReport
{
    private const int MostLines = 400;

    /// <summary>Writes the report; to be called on a thread with a capture of the pool.</summary>
    public static void Write(TextWriter to, WorkloadKind kind, Bugs bugs, Schedule schedule, Outcome failed)
    {
        IReadOnlyList<int> decisions = new Shortening(schedule).Shorten(failed);
        Outcome shorter = schedule.Run(failed.Seed, decisions, inWords: true);
        to.WriteLine($"{kind.Name}: seed {failed.Seed} fails: {Words(failed.Error)}");
        to.WriteLine($"repeat: {Command(kind, bugs, failed.Seed)}");
        to.WriteLine($"{failed.Decisions.Count(one => one != 0)} of its {failed.Decisions.Count} decisions were not the plain ones; {decisions.Count(one => one != 0)} are enough:");
        string[] lines = [.. shorter.Trace.Lines.Where(IsTelling)];
        if (lines.Length > MostLines) to.WriteLine($"  ... {lines.Length - MostLines} lines before");
        foreach (string line in lines.TakeLast(MostLines)) to.WriteLine(line);
        to.WriteLine($"          fails: {Words(shorter.Error)}");
    }

    /// <summary>The command that runs one schedule again.</summary>
    public static string Command(WorkloadKind kind, Bugs bugs, ulong seed) =>
        $"dotnet run -c Release --project tests/Orchestrator.Simulation -- {kind.Name} --seed {seed} --schedules 1 --trace"
        + (bugs == Bugs.None ? string.Empty : $" --bug {Options.NameOf(bugs)}");

    /// <summary>What was wrong, with what caused it.</summary>
    public static string Words(SimulationException? error) => error is null
        ? "nothing"
        : error.Message + (error.InnerException is { } inner ? $": {inner.GetType().Name}: {inner.Message}" : string.Empty);

    // What happened, and which steps came before their turn; the others only go on with what was begun.
    private static bool IsTelling(string line) =>
        !line.Contains("   ", StringComparison.Ordinal) || !line.EndsWith(']') ? IsEvent(line) : !line.Contains("[0 of", StringComparison.Ordinal);

    private static bool IsEvent(string line) => line.Length > 11 && line[10] != ' ' | line[11] != ' ';
}
