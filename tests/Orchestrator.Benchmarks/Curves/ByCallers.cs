using Orchestrator.Benchmarks.Comparison;
using Orchestrator.Benchmarks.Comparison.Ours;
using Orchestrator.Benchmarks.Load;

namespace Orchestrator.Benchmarks.Curves;

/// <summary>Durable sends by how many send at once.</summary>
internal static class ByCallers
{
    private static readonly (string Name, Contender Contender)[] Ways =
        [("in process", InProcessMailboxes.Contender), (".NET client", ClientMailboxes.Contender), ("HTTP", HttpMailboxes.Contender)];

    public static async Task<Curve> MeasureAsync(IReadOnlyList<int> callers, TimeSpan time, CancellationToken cancellationToken)
    {
        double[][] rows = [.. callers.Select(count => (double[])[count, .. Enumerable.Repeat(double.NaN, 3 * Ways.Length)])];
        for (int way = 0; way < Ways.Length; way++)
        {
            await using IQueueSystem system = await Ways[way].Contender.Start(cancellationToken);
            Task SendAsync(int caller, int number) => system.SendAsync(caller % Workload.Producers, number);
            await Offered.ClosedAsync(Workload.Producers, TimeSpan.FromSeconds(2), SendAsync, cancellationToken: cancellationToken);
            for (int i = 0; i < callers.Count; i++)
            {
                await Console.Error.WriteLineAsync($"{Ways[way].Name}, {callers[i]:N0} callers …");
                await system.SettleAsync(cancellationToken);
                await Offered.ClosedAsync(callers[i], time / 4, SendAsync, cancellationToken: cancellationToken);
                var latencies = new Latencies();
                rows[i][1 + way] = await Offered.ClosedAsync(callers[i], time, SendAsync, latencies, cancellationToken);
                rows[i][1 + Ways.Length + way] = latencies.Percentile(50);
                rows[i][1 + (2 * Ways.Length) + way] = latencies.Percentile(99);
            }
        }

        string[] rates = Columns("sends/s"), medians = Columns("p50 ms"), tails = Columns("p99 ms");
        return new(
            "callers",
            "Durable sends by callers",
            $"1 KB to {Workload.Queues} mailboxes; each caller awaits its own acknowledgement before it sends again. Latencies are of these calls: with more callers than "
            + "the host has work for they are time in line.",
            ["callers", .. rates, .. medians, .. tails],
            rows,
            [new("sends/s", rates), new("latency, ms", [.. medians, .. tails], Logarithmic: true)]);

        static string[] Columns(string what) => [.. Ways.Select(way => $"{way.Name}, {what}")];
    }
}
