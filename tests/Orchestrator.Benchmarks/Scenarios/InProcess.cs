using System.Diagnostics;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>Grains called within the host's process: 256 callers, 64 mailboxes, 1 KB messages, the projector running.</summary>
internal static class InProcess
{
    private const int Callers = 256;
    private const int Mailboxes = 64;

    private static readonly AgentId[] Senders = [.. Enumerable.Range(0, Callers).Select(i => AgentId.Parse($"sender-{i}"))];

    private static readonly AgentId[] Receivers =
        [.. Enumerable.Range(0, Mailboxes).Select(i => AgentId.Parse($"receiver-{i}"))];

    public static async IAsyncEnumerable<Result> SendsAsync(TimeSpan time)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        Task SendAsync(int caller, int n)
        {
            AgentId to = Receivers[caller % Mailboxes];
            return host.Direct(Senders[caller], to).SendDirect(Messages.New(Senders[caller], to, n));
        }

        await Offered.ClosedAsync(Callers, time / 4, SendAsync);
        var cost = Cost.Begin();
        double rate = await Offered.ClosedAsync(Callers, time, SendAsync);
        yield return new("durable sends in process, 256 callers, 64 mailboxes", $"{rate:N0}/s", "45,000/s", rate >= 45_000);
        yield return cost.Of("a send", rate * time.TotalSeconds);
    }

    public static async IAsyncEnumerable<Result> CyclesAsync(TimeSpan time)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        using var stop = new CancellationTokenSource();
        long acknowledged = 0;
        Task[] receivers = [.. Receivers.SelectMany(agent => Enumerable.Repeat(agent, 2)).Select(agent => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                IReadOnlyList<InboxItem> items =
                    (await host.Mailbox(agent).Receive(new() { Max = 32, Wait = TimeSpan.FromSeconds(1) })).Value;
                await Task.WhenAll(items.Select(item => host.Mailbox(agent).Acknowledge(new() { MessageId = item.MessageId })));
                Interlocked.Add(ref acknowledged, items.Count);
            }
        }))];
        Task SendAsync(int caller, int n)
        {
            AgentId to = Receivers[caller % Mailboxes];
            return host.Direct(Senders[caller], to).SendDirect(Messages.New(Senders[caller], to, n));
        }

        await Offered.ClosedAsync(Callers, time / 4, SendAsync);
        long before = Interlocked.Read(ref acknowledged);
        var cost = Cost.Begin();
        var watch = Stopwatch.StartNew();
        double sent = await Offered.ClosedAsync(Callers, time, SendAsync);
        double cycles = (Interlocked.Read(ref acknowledged) - before) / watch.Elapsed.TotalSeconds;
        Result costs = cost.Of("a cycle", cycles * watch.Elapsed.TotalSeconds);
        await stop.CancelAsync();
        await Task.WhenAll(receivers);
        yield return new(
            "full cycles send → receive → ack in process", $"{cycles:N0}/s (sends {sent:N0}/s)", "20,000/s", cycles >= 20_000);
        yield return costs;
    }

    public static async IAsyncEnumerable<Result> LatencyAsync(TimeSpan time)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        Task SendAsync(int n)
        {
            AgentId to = Receivers[n % Mailboxes];
            return host.Direct(Senders[n % Callers], to).SendDirect(Messages.New(Senders[n % Callers], to, n));
        }

        await Offered.OpenAsync(1_000, time / 4, SendAsync);
        Latencies latencies = await Offered.OpenAsync(1_000, time, SendAsync);
        double p99 = latencies.Percentile(99);
        yield return new(
            "send at 1,000/s offered in process", $"p50 {latencies.Percentile(50):N2} ms, p99 {p99:N2} ms", "p99 < 20 ms", p99 < 20);
    }

    public static async IAsyncEnumerable<Result> LongConversationAsync(TimeSpan time)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        AgentId a = AgentId.Parse("a");
        AgentId old = AgentId.Parse("old");
        AgentId[] fresh = [.. Enumerable.Range(0, 16).Select(i => AgentId.Parse($"fresh-{i}"))];
        await Parallel.ForEachAsync(Enumerable.Range(0, 100_000), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (n, _) =>
            await host.Direct(a, old).SendDirect(Messages.New(a, old, n)));
        await host.ProjectedAsync();
        async Task<double> RateAsync(AgentId to) => await Offered.ClosedAsync(
            16, time / 8, (_, n) => host.Direct(a, to).SendDirect(Messages.New(a, to, n)));

        // In turns, so that both have the same neighbours.
        List<double> full = [], empty = [];
        for (int round = 0; round < 4; round++)
        {
            full.Add(await RateAsync(old));
            empty.Add(await RateAsync(fresh[round]));
        }

        double share = full.Order().ElementAt(2) / empty.Order().ElementAt(2);
        yield return new(
            "appends to a conversation with 100,000 messages, against an empty one",
            $"{full.Order().ElementAt(2):N0}/s, {empty.Order().ElementAt(2):N0}/s: {share:P0}",
            "within 20%",
            share >= 0.8);
    }
}
