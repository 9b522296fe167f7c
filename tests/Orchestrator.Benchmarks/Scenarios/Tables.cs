using System.Diagnostics;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>How fast the tables follow the journal.</summary>
internal static class Tables
{
    public static async IAsyncEnumerable<Result> LagAsync(TimeSpan time)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        var lag = new Latencies();
        AgentId from = AgentId.Parse("a");
        AgentId[] to = [.. Enumerable.Range(0, 64).Select(i => AgentId.Parse($"r{i}"))];

        // Each send is two events: sent, and queued in the mailbox.
        async Task SendAsync(int n, Latencies measured)
        {
            long position = (await host.Direct(from, to[n % 64]).SendDirect(Messages.New(from, to[n % 64], n))).Position;
            if (n % 10 != 0) return;
            var watch = Stopwatch.StartNew();
            await host.Progress.WaitForAsync(position, TimeSpan.FromSeconds(30), CancellationToken.None);
            measured.Add(watch.Elapsed);
        }

        await Offered.OpenAsync(2_500, time / 4, n => SendAsync(n, new Latencies()));
        Latencies sends = await Offered.OpenAsync(2_500, time, n => SendAsync(n, lag));
        double p99 = lag.Percentile(99);
        yield return new(
            $"projection lag at 5,000 events/s ({sends.Count:N0} sends)",
            $"p50 {lag.Percentile(50):N1} ms, p99 {p99:N1} ms",
            "p99 < 100 ms",
            p99 < 100);
    }

    public static async IAsyncEnumerable<Result> RebuildAsync(int messages)
    {
        string folder = Directory.CreateTempSubdirectory("bench-").FullName;
        (_, long events) = await History.WriteAsync(folder, messages);
        InProcessHost host = await InProcessHost.StartAsync(folder);
        var watch = Stopwatch.StartNew();
        await host.ProjectedAsync();
        double rate = events / watch.Elapsed.TotalSeconds;
        await host.StopAsync();
        var size = new FileInfo(Path.Combine(folder, "reporting.db")).Length;
        yield return new(
            $"rebuild of the tables from {events:N0} events", $"{rate:N0} events/s", "50,000 events/s", rate >= 50_000);
        yield return new(
            "bytes per 1 KB message, journal and tables",
            $"{new FileInfo(Path.Combine(folder, "journal.db")).Length / messages:N0} and {size / messages:N0}",
            "reported",
            null);
        Directory.Delete(folder, recursive: true);
    }
}
