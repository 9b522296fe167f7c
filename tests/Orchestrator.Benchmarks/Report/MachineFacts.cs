using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Orchestrator.Benchmarks.Load;

namespace Orchestrator.Benchmarks.Report;

/// <summary>On what something was measured.</summary>
internal sealed record MachineFacts(IReadOnlyList<(string Name, string Value)> Facts)
{
    private const int Probes = 300;

    /// <summary>Looks, and asks the disk of the temporary folder how long a sync takes.</summary>
    public static MachineFacts Read()
    {
        Latencies sync = Sync();
        return new(
        [
            ("measured", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            ("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            ("processor", Processor()),
            ("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):N1} GiB"),
            ("system", RuntimeInformation.OSDescription),
            ("kernel", Environment.OSVersion.Version.ToString()),
            ("file system", FileSystem(Path.GetTempPath())),
            ("fdatasync of 4 KiB appended", $"p50 {sync.Percentile(50):N3} ms, p99 {sync.Percentile(99):N3} ms"),
            (".NET", RuntimeInformation.FrameworkDescription),
        ]);
    }

    private static Latencies Sync()
    {
        string file = Path.Combine(Path.GetTempPath(), $"bench-sync-{Guid.NewGuid():N}");
        try
        {
            byte[] page = new byte[4_096];
            var latencies = new Latencies();
            using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (int i = 0; i < Probes; i++)
            {
                long start = Stopwatch.GetTimestamp();
                stream.Write(page);
                stream.Flush(flushToDisk: true);
                latencies.Add(Stopwatch.GetElapsedTime(start));
            }

            return latencies;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Processor() =>
        !File.Exists("/proc/cpuinfo")
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ", 2)[^1] ?? "unknown";

    // The type of what is mounted deepest above the folder.
    private static string FileSystem(string folder) =>
        DriveInfo.GetDrives().Where(drive => folder.StartsWith(drive.Name, StringComparison.Ordinal)).MaxBy(drive => drive.Name.Length)?.DriveFormat ?? "unknown";
}
