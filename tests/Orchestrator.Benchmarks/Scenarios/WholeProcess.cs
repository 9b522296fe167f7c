using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Orchestrator.Benchmarks.Comparison;
using Orchestrator.Benchmarks.Comparison.Ours;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>The host as users run it: a process of its own, over HTTP.</summary>
internal static class WholeProcess
{
    public static async IAsyncEnumerable<Result> HttpSendsAsync(TimeSpan time)
    {
        await using HostProcess host = await StartAsync();
        byte[][] bodies = [.. Enumerable.Range(0, 1_024).Select(i => JsonSerializer.SerializeToUtf8Bytes(
            Messages.New(AgentId.Parse($"sender-{i % 256}"), AgentId.Parse($"receiver-{i % 64}"), i), OrchestratorJson.Journal))];
        async Task SendAsync(int n)
        {
            using var content = new ByteArrayContent(bodies[n % bodies.Length]);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage answer = await host.Http.PostAsync(new Uri(host.Url, "/api/v1/messages"), content);
            answer.EnsureSuccessStatusCode();
        }

        await Offered.ClosedAsync(64, time / 4, (caller, n) => SendAsync((n * 64) + caller));
        double rate = await Offered.ClosedAsync(64, time, (caller, n) => SendAsync((n * 64) + caller));
        yield return new("durable sends over HTTP, 64 connections", $"{rate:N0}/s", "10,000/s", rate >= 10_000);
        Latencies latencies = await Offered.OpenAsync(1_000, time, SendAsync);
        double p99 = latencies.Percentile(99);
        yield return new(
            "send at 1,000/s offered over HTTP", $"p50 {latencies.Percentile(50):N2} ms, p99 {p99:N2} ms", "p99 < 20 ms", p99 < 20);
        Directory.Delete(host.Folder, recursive: true);
    }

    public static async IAsyncEnumerable<Result> ClientSendsAsync(TimeSpan time)
    {
        string folder = Directory.CreateTempSubdirectory("bench-").FullName;
        await using ClientMailboxes system = await ClientMailboxes.StartAsync(folder, CancellationToken.None);
        await Offered.ClosedAsync(Workload.Producers, time / 2, system.SendAsync);
        double rate = await Offered.ClosedAsync(Workload.Producers, time, system.SendAsync);
        yield return new($"durable sends over the .NET client, {Workload.Producers} callers", $"{rate:N0}/s", "reported", null);
    }

    public static async IAsyncEnumerable<Result> StartAndIdleAsync(int events, TimeSpan time)
    {
        string folder = Directory.CreateTempSubdirectory("bench-").FullName;
        await History.WriteAsync(folder, events / 4);
        await using (HostProcess first = await HostProcess.StartAsync(folder))
        {
            yield return new(
                $"ready with a journal of {events:N0} events, tables to be rebuilt", $"{first.ReadyAfter.TotalSeconds:N2} s", "reported", null);
            await ProjectedAsync(first);
            await first.TerminateAsync();
        }

        await using (HostProcess second = await HostProcess.StartAsync(folder))
        {
            double ready = second.ReadyAfter.TotalSeconds;
            yield return new($"ready with a journal of {events:N0} events", $"{ready:N2} s", "< 3 s", ready < 3);
            await second.TerminateAsync();
        }

        Directory.Delete(folder, recursive: true);
        await using HostProcess idle = await StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        TimeSpan before = idle.ProcessorTime;
        var watch = Stopwatch.StartNew();
        await Task.Delay(time * 2);
        double share = (idle.ProcessorTime - before) / watch.Elapsed;
        double mebibytes = idle.WorkingSet / 1024.0 / 1024.0;
        yield return new("idle host, memory", $"{mebibytes:N0} MiB", "< 200 MiB", mebibytes < 200);
        yield return new("idle host, share of a core", $"{share:P2}", "< 1%", share < 0.01);
        Directory.Delete(idle.Folder, recursive: true);
    }

    private static async Task<HostProcess> StartAsync() =>
        await HostProcess.StartAsync(Directory.CreateTempSubdirectory("bench-").FullName);

    public static async Task ProjectedAsync(HostProcess host)
    {
        while (true)
        {
            using JsonDocument status = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri(host.Url, "/api/v1/status")));
            JsonElement root = status.RootElement;
            if (root.GetProperty("projection").GetProperty("position").GetInt64()
                >= root.GetProperty("journal").GetProperty("lastPosition").GetInt64())
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
