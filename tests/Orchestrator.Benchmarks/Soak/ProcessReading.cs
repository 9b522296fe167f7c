using System.Globalization;

namespace Orchestrator.Benchmarks.Soak;

/// <summary>What Linux says of a process in <c>/proc</c>.</summary>
/// <param name="Resident">Bytes in memory.</param>
/// <param name="Private">Those of them that are no file's: heaps and stacks.</param>
/// <param name="Files">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Processor">Processor time used so far.</param>
internal readonly record struct ProcessReading(long Resident, long Private, int Files, int Threads, TimeSpan Processor)
{
    private const double TicksPerSecond = 100; // USER_HZ

    public static ProcessReading Of(int id)
    {
        Dictionary<string, string> status = File.ReadLines($"/proc/{id}/status")
            .Select(line => line.Split(':', 2))
            .ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
        string stat = File.ReadAllText($"/proc/{id}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new(
            Kibibytes(status["VmRSS"]),
            Kibibytes(status["RssAnon"]),
            Directory.EnumerateFileSystemEntries($"/proc/{id}/fd").Count(),
            Number(status["Threads"]),
            TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond));
    }

    /// <summary>The share of all cores that anybody used between two readings of this.</summary>
    public static (double Busy, double All) Machine()
    {
        double[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    private static long Kibibytes(string value) => 1_024L * Number(value.Split(' ')[0]);

    private static int Number(string value) => int.Parse(value, CultureInfo.InvariantCulture);
}
