using Orchestrator.Contracts.Errors;
using Xunit.Abstractions;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>
/// Agents that act at random, all at once, while the clock jumps to and fro and silos are killed with calls in flight.
/// <c>ORCHESTRATOR_TEST_SEED</c> repeats what a run chose.
/// </summary>
/// <param name="output">Hears the seed.</param>
internal sealed class Turmoil(ITestOutputHelper output)
{
    /// <summary>How many times everything stops and starts anew; killed every other time.</summary>
    public const int Rounds = 6;

    private const int Agents = 6;

    private int _steps;

    /// <summary>Does one thing for an agent.</summary>
    public delegate Task Step(OrchestratorCluster cluster, Random random);

    /// <summary>Lets the agents act.</summary>
    /// <param name="agent">Makes an agent of this name, which lives for one round.</param>
    /// <returns>The cluster after it, started anew.</returns>
    public async Task<OrchestratorCluster> RunAsync(Func<string, Step> agent)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_TEST_SEED"), out int given) ? given : Random.Shared.Next();
        output.WriteLine($"ORCHESTRATOR_TEST_SEED={seed}");
        var random = new Random(seed);
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        for (int round = 0; round < Rounds; round++)
        {
            using var stop = new CancellationTokenSource();
            Task[] agents = [.. Enumerable.Range(0, Agents).Select(n =>
                Task.Run(() => ActAsync(cluster, agent($"agent{n}"), new Random(seed + (round * Agents) + n), stop.Token)))];
            for (int jump = 0; jump < 20; jump++)
            {
                int seen = Volatile.Read(ref _steps);
                await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref _steps)), steps => steps > seen + 40);
                cluster.Time.Advance(TimeSpan.FromSeconds(random.Next(4) == 0 ? -random.Next(60) : random.Next(40)));
            }

            if (round % 2 == 0)
            {
                foreach (var silo in cluster.Cluster.Silos.ToArray()) await cluster.KillAsync(silo);
            }

            await stop.CancelAsync();
            await Task.WhenAll(agents);
            cluster = await cluster.RestartAsync();
        }

        return cluster;
    }

    private async Task ActAsync(OrchestratorCluster cluster, Step step, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Interlocked.Increment(ref _steps);
            try
            {
                await step(cluster, random);
            }
            catch (ConflictException)
            {
                // Others were faster, or its time ran out.
            }
            catch (Exception) when (stop.IsCancellationRequested || cluster.Cluster.Silos.Count == 0)
            {
                return; // the silo is dead
            }
            catch (Exception error) when (error is OrchestratorException or OrleansException or TimeoutException or OperationCanceledException)
            {
                await Task.Yield();
            }
        }
    }
}
