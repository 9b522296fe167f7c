using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Benchmarks.Comparison;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orleans.Configuration;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>Very many registered agents, few of them active: memory must follow those, and the others must be back at once.</summary>
internal static class RegisteredAgents
{
    private const int PerSecond = 500;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Quantum = TimeSpan.FromSeconds(5);

    /// <summary>Registers them, lets them be collected, and calls some again.</summary>
    /// <param name="count">How many.</param>
    /// <param name="time">How long those are called that are not active.</param>
    public static async IAsyncEnumerable<Result> RunAsync(int count, TimeSpan time)
    {
        await using InProcessHost host = await InProcessHost.StartAsync(configure: services => services.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = Age;
            options.CollectionQuantum = Quantum;
        }));
        double empty = Heap();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Workload.Producers }, async (n, _) =>
            await Agent(host, n).Register(new RegisterAgent { Id = Id(n), Name = Id(n).Value }));
        yield return new($"registrations of {count:N0} agents", $"{count / watch.Elapsed.TotalSeconds:N0}/s", "reported", null);
        await host.ProjectedAsync();
        await CollectedAsync();
        yield return new(
            $"heap with {count:N0} registered, none active for {Age.TotalSeconds:N0} s", $"{Heap():N0} MiB, {empty:N0} MiB before any was", "reported", null);

        // Each is called once, so each call brings one back from the journal.
        int next = 0;
        Task BackAsync(int _) => Agent(host, (int)(Interlocked.Increment(ref next) * 7_919L % count)).Get();
        await Offered.OpenAsync(PerSecond, TimeSpan.FromSeconds(2), BackAsync);
        Latencies back = await Offered.OpenAsync(PerSecond, time, BackAsync);
        yield return new(
            $"reactivation, {PerSecond}/s offered",
            $"p50 {back.Percentile(50):N2} ms, p99 {back.Percentile(99):N2} ms",
            "p99 < 10 ms",
            back.Percentile(99) < 10);

        int active = Math.Min(10_000, count);
        double before = Heap();
        await Parallel.ForEachAsync(Enumerable.Range(0, active), new ParallelOptions { MaxDegreeOfParallelism = Workload.Producers }, async (n, _) => await Agent(host, n).Get());
        double with = Heap();
        yield return new($"{active:N0} more active", $"{with - before:N1} MiB, {(with - before) * 1024 / active:N1} KiB each", "reported", null);
        await CollectedAsync();
        yield return new("after they were collected", $"{Heap():N0} MiB", "reported", null);
        yield return new(
            "journal and tables",
            $"{FileBytes(host, "journal.db") / count:N0} and {FileBytes(host, "reporting.db") / count:N0} bytes an agent",
            "reported",
            null);
    }

    private static AgentId Id(int number) => AgentId.Parse($"agent-{number}");

    private static IAgentGrain Agent(InProcessHost host, int number) => host.Grains.GetGrain<IAgentGrain>(Id(number).Value);

    private static Task CollectedAsync() => Task.Delay(Age + (2 * Quantum));

    private static double Heap() => GC.GetTotalMemory(forceFullCollection: true) / (double)(1 << 20);

    private static long FileBytes(InProcessHost host, string name) => new FileInfo(Path.Combine(host.Folder, name)).Length;
}
