using System.Diagnostics;
using Orchestrator.Benchmarks.Comparison;
using Orchestrator.Benchmarks.Comparison.Ours;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Curves;

/// <summary>A whole host, used through the .NET client, by how many events are in its journal when it starts.</summary>
internal static class ByJournalSize
{
    private const int OfferedRate = 1_000;
    private const double Gibi = 1 << 30;

    public static async Task<Curve> MeasureAsync(IReadOnlyList<int> sizes, TimeSpan time, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<double>> rows = [];
        foreach (int events in sizes)
        {
            await Console.Error.WriteLineAsync($"a journal of {events:N0} events …");
            string folder = Directory.CreateTempSubdirectory("bench-").FullName;
            try
            {
                rows.Add(await RowAsync(folder, events, time, cancellationToken));
            }
            finally
            {
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            }
        }

        return new(
            "journal",
            "Start-up and durable sends by journal",
            "A host in a process of its own. The journal has messages of 1 KB that were sent, queued, leased and acknowledged: four events each. The first start finds no tables and "
            + "is ready before they are rebuilt; then the host is started again. "
            + $"Sends: .NET client, {Workload.Producers} callers. Latencies: {OfferedRate:N0}/s offered, from when each was due.",
            ["events", "first start, s", "tables rebuilt, s", "start, s", "sends/s", "p50 ms", "p99 ms", "journal, GiB", "tables, GiB"],
            rows,
            [
                new("start until ready, s", ["first start, s", "start, s"]),
                new("sends/s", ["sends/s"]),
                new($"latency at {OfferedRate:N0}/s, ms", ["p50 ms", "p99 ms"], Logarithmic: true),
                new("on disk, GiB", ["journal, GiB", "tables, GiB"], Logarithmic: true),
            ]);
    }

    private static async Task<IReadOnlyList<double>> RowAsync(string folder, int events, TimeSpan time, CancellationToken cancellationToken)
    {
        await History.WriteAsync(folder, events / 4);
        double first, rebuilt;
        await using (HostProcess host = await HostProcess.StartAsync(folder, cancellationToken: cancellationToken))
        {
            first = host.ReadyAfter.TotalSeconds;
            var watch = Stopwatch.StartNew();
            await HostStatus.ProjectedAsync(host, cancellationToken);
            rebuilt = first + watch.Elapsed.TotalSeconds;
            await host.TerminateAsync();
        }

        double journal = Size(folder, "journal.db"), tables = Size(folder, "reporting.db");
        await using ClientMailboxes system = await ClientMailboxes.StartAsync(folder, cancellationToken);
        Task SendAsync(int producer, int number) => system.SendAsync(producer, number);
        await Offered.ClosedAsync(Workload.Producers, TimeSpan.FromSeconds(2), SendAsync, cancellationToken: cancellationToken);
        double sends = await Offered.ClosedAsync(Workload.Producers, time, SendAsync, cancellationToken: cancellationToken);
        await system.SettleAsync(cancellationToken);
        Latencies latencies = await Offered.OpenAsync(
            OfferedRate, time, n => SendAsync(n % Workload.Producers, n / Workload.Producers), cancellationToken);
        return [events, first, rebuilt, system.ReadyAfter.TotalSeconds, sends, latencies.Percentile(50), latencies.Percentile(99), journal, tables];
    }

    private static double Size(string folder, string file) => new FileInfo(Path.Combine(folder, file)).Length / Gibi;
}
