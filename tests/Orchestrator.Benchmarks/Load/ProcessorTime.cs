using System.Globalization;

namespace Orchestrator.Benchmarks.Load;

/// <summary>Processor time of other processes, as Linux counts it in <c>/proc</c>.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100; // USER_HZ

    /// <summary>What a process and its children used that run now, and those that have ended.</summary>
    /// <param name="id">The process; of PostgreSQL the postmaster, whose children serve.</param>
    public static TimeSpan OfFamily(int id)
    {
        double ticks = 0;
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process)) continue;
            if (Fields(folder) is not { } fields) continue;
            if (process == id) ticks += Sum(fields, 11, 12, 13, 14);
            else if (int.Parse(fields[1], CultureInfo.InvariantCulture) == id) ticks += Sum(fields, 11, 12);
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    // From the third field on, since the second, the name, may have blanks. Null when it has just ended.
    private static string[]? Fields(string folder)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Sum(string[] fields, params ReadOnlySpan<int> indexes)
    {
        double sum = 0;
        foreach (int index in indexes) sum += double.Parse(fields[index], CultureInfo.InvariantCulture);
        return sum;
    }
}
