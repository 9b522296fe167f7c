using System.Diagnostics;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>Receiving and acknowledging one message at a time from a long queue, against an inbox that has only the one.</summary>
internal static class Backlog
{
    private const int Each = 2_000;

    private static readonly AgentId[] Senders = [.. Enumerable.Range(0, 16).Select(i => AgentId.Parse($"sender-{i}"))];

    public static async IAsyncEnumerable<Result> RunAsync(int queued)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        AgentId full = AgentId.Parse("full");
        AgentId empty = AgentId.Parse("empty");
        await Parallel.ForEachAsync(Enumerable.Range(0, queued), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (n, _) =>
            await SendAsync(host, full, n));
        while ((await host.Mailbox(full).GetSummary()).Queued < queued) await Task.Delay(TimeSpan.FromMilliseconds(50));
        await host.ProjectedAsync();

        // In turns, so that both have the same neighbours.
        Latencies ofFull = new(), ofEmpty = new();
        await TakeAsync(host, full, Each / 4, send: false, new());
        await TakeAsync(host, empty, Each / 4, send: true, new());
        for (int round = 0; round < 4; round++)
        {
            await TakeAsync(host, full, Each / 4, send: false, ofFull);
            await TakeAsync(host, empty, Each / 4, send: true, ofEmpty);
        }

        double share = ofFull.Mean / ofEmpty.Mean;
        yield return new(
            $"receive and ack one at a time, {queued:N0} queued, against an empty inbox",
            $"{1_000 / ofFull.Mean:N0}/s, {1_000 / ofEmpty.Mean:N0}/s: {share:N2} times as long",
            "within 2x",
            share <= 2);
        yield return new(
            "the same, latencies",
            $"p50 {ofFull.Percentile(50):N2} and {ofEmpty.Percentile(50):N2} ms, p99 {ofFull.Percentile(99):N1} and {ofEmpty.Percentile(99):N1} ms",
            "reported",
            null);

        var watch = Stopwatch.StartNew();
        int drained = 0;
        while (drained < queued / 2)
        {
            IReadOnlyList<InboxItem> items = (await host.Mailbox(full).Receive(new() { Max = 100 })).Value;
            await Task.WhenAll(items.Select(item => host.Mailbox(full).Acknowledge(new() { MessageId = item.MessageId })));
            drained += items.Count;
        }

        yield return new("the same queue drained by one receiver, 100 at a time", $"{drained / watch.Elapsed.TotalSeconds:N0}/s", "reported", null);
    }

    private static async Task TakeAsync(InProcessHost host, AgentId agent, int count, bool send, Latencies latencies)
    {
        for (int n = 0; n < count; n++)
        {
            if (send)
            {
                await SendAsync(host, agent, n);
                while ((await host.Mailbox(agent).GetSummary()).Queued == 0) await Task.Yield();
            }

            long start = Stopwatch.GetTimestamp();
            InboxItem item = (await host.Mailbox(agent).Receive(new() { Max = 1 })).Value[0];
            await host.Mailbox(agent).Acknowledge(new() { MessageId = item.MessageId });
            latencies.Add(Stopwatch.GetElapsedTime(start));
        }
    }

    private static async Task SendAsync(InProcessHost host, AgentId to, int n)
    {
        AgentId from = Senders[n % Senders.Length];
        await host.Direct(from, to).SendDirect(Messages.New(from, to, n));
    }
}
