using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Crash.Cluster;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>
/// Silos, gateways and PostgreSQL as processes of this machine (<c>deploy/local-cluster.sh</c>): what more silos give, and who uses
/// the processors. All share them with each other and with this program, so more silos can't give more here than one.
/// </summary>
internal static class Cluster
{
    private const int Callers = 256;
    private const int Gateways = 2;

    /// <summary>Measures with a number of silos.</summary>
    public static async IAsyncEnumerable<Result> ThroughputAsync(int silos, TimeSpan time)
    {
        string folder = Directory.CreateTempSubdirectory("bench-cluster-").FullName;
        var cluster = new LocalCluster(folder, silos, Gateways);
        try
        {
            await cluster.StartAsync(CancellationToken.None);
            using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 512 });
            Uri[] urls = [.. (await cluster.GatewaysAsync(CancellationToken.None)).Select(url => new Uri(url, "/api/v1/messages"))];
            byte[][] bodies = [.. Enumerable.Range(0, 1_024).Select(i => JsonSerializer.SerializeToUtf8Bytes(
                Messages.New(AgentId.Parse($"sender-{i % Callers}"), AgentId.Parse($"receiver-{i % 64}"), i), OrchestratorJson.Journal))];
            await Offered.ClosedAsync(Callers, time / 4, (caller, n) => SendAsync(http, urls, bodies, (n * Callers) + caller));
            IReadOnlyDictionary<string, TimeSpan> before = await ProcessorTimesAsync(cluster);
            var watch = Stopwatch.StartNew();
            double rate = await Offered.ClosedAsync(Callers, time, (caller, n) => SendAsync(http, urls, bodies, (n * Callers) + caller));
            TimeSpan took = watch.Elapsed;
            IReadOnlyDictionary<string, TimeSpan> after = await ProcessorTimesAsync(cluster);
            yield return new($"{silos} silos, {Gateways} gateways, PostgreSQL: durable sends over HTTP", $"{rate:N0}/s", "reported", null);
            foreach (string kind in (string[])["postgres", "silo", "gateway"])
            {
                double used = after.Where(part => part.Key.StartsWith(kind, StringComparison.Ordinal))
                    .Sum(part => (part.Value - before.GetValueOrDefault(part.Key)).TotalSeconds);
                yield return new(
                    $"{silos} silos: processor of {kind}", $"{used / took.TotalSeconds:N2} cores, {used / (rate * took.TotalSeconds) * 1e6:N0} us a send", "reported", null);
            }

            Latencies latencies = await Offered.OpenAsync(500, time, n => SendAsync(http, urls, bodies, n));
            yield return new(
                $"{silos} silos: send at 500/s offered", $"p50 {latencies.Percentile(50):N1} ms, p99 {latencies.Percentile(99):N1} ms", "reported", null);
        }
        finally
        {
            await cluster.StopAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SendAsync(HttpClient http, Uri[] urls, byte[][] bodies, int n)
    {
        using var content = new ByteArrayContent(bodies[n % bodies.Length]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await http.PostAsync(urls[n % urls.Length], content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<IReadOnlyDictionary<string, TimeSpan>> ProcessorTimesAsync(LocalCluster cluster) =>
        (await cluster.PartsAsync(CancellationToken.None)).Where(part => part.Process is not null)
            .ToDictionary(part => part.Name, part => ProcessorTime.OfFamily(part.Process!.Value), StringComparer.Ordinal);
}
