using System.Diagnostics;
using Orchestrator.Benchmarks.Comparison;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Benchmarks.Curves;

/// <summary>Durable sends in process by how many agents are registered and take part.</summary>
internal static class ByAgents
{
    private const int OfferedRate = 1_000;

    public static async Task<Curve> MeasureAsync(IReadOnlyList<int> counts, TimeSpan time, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<double>> rows = [];
        foreach (int count in counts)
        {
            await Console.Error.WriteLineAsync($"{count:N0} agents …");
            rows.Add(await RowAsync(count, time, cancellationToken));
        }

        return new(
            "agents",
            "Durable sends by agents",
            $"In process. All agents are registered, and each sends to the next: as many conversations and mailboxes as agents. {Workload.Producers} callers choose senders by chance, "
            + "so with many agents a send often begins with an activation. "
            + $"Latencies: {OfferedRate:N0}/s offered, from when each was due. Memory is the managed heap in use at the end.",
            ["agents", "registrations/s", "sends/s", "p50 ms", "p99 ms", "p99.9 ms", "heap, MiB"],
            rows,
            [
                new("per second", ["sends/s", "registrations/s"]),
                new($"latency at {OfferedRate:N0}/s, ms", ["p50 ms", "p99 ms", "p99.9 ms"], Logarithmic: true),
                new("memory, MiB", ["heap, MiB"]),
            ]);
    }

    private static async Task<IReadOnlyList<double>> RowAsync(int count, TimeSpan time, CancellationToken cancellationToken)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        AgentId[] agents = [.. Enumerable.Range(0, count).Select(i => AgentId.Parse($"agent-{i}"))];
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(agents, new ParallelOptions { MaxDegreeOfParallelism = Workload.Producers, CancellationToken = cancellationToken }, async (agent, _) =>
            await host.Grains.GetGrain<IAgentGrain>(agent.Value).Register(new RegisterAgent { Id = agent, Name = agent.Value }));
        double registrations = count / watch.Elapsed.TotalSeconds;
        await host.ProjectedAsync();

        Task SendAsync(int number)
        {
            int from = Random.Shared.Next(count);
            AgentId to = agents[(from + 1) % count];
            return host.Direct(agents[from], to).SendDirect(Messages.New(agents[from], to, number));
        }

        await Offered.ClosedAsync(Workload.Producers, time / 4, (_, n) => SendAsync(n), cancellationToken: cancellationToken);
        double sends = await Offered.ClosedAsync(Workload.Producers, time, (_, n) => SendAsync(n), cancellationToken: cancellationToken);
        await host.ProjectedAsync();
        Latencies latencies = await Offered.OpenAsync(OfferedRate, time, SendAsync, cancellationToken);
        double mebibytes = GC.GetTotalMemory(forceFullCollection: true) / (double)(1 << 20);
        return [count, registrations, sends, latencies.Percentile(50), latencies.Percentile(99), latencies.Percentile(99.9), mebibytes];
    }
}
