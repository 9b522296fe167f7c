using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>
/// Fifty agents that wait for messages: how long one takes from when it was due to be sent until it is in its receiver's
/// hands, and how many a second go all the way to the acknowledgement.
/// </summary>
internal static class LongPolling
{
    private const int Consumers = 50;
    private const int Offer = 1_000;

    private static readonly AgentId[] Senders = [.. Enumerable.Range(0, 64).Select(i => AgentId.Parse($"sender-{i}"))];

    private static readonly AgentId[] Receivers = [.. Enumerable.Range(0, Consumers).Select(i => AgentId.Parse($"consumer-{i}"))];

    public static async IAsyncEnumerable<Result> InProcessAsync(TimeSpan time)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        async Task SendAsync(SendMessage message) => await host.Direct(message.From, message.To!.Agent!.Value).SendDirect(message);
        async Task ConsumeAsync(AgentId agent, CancellationToken stop, Action<InboxItem> got)
        {
            IReadOnlyList<InboxItem> items =
                (await host.Mailbox(agent).Receive(new() { Max = 32, Wait = TimeSpan.FromSeconds(20) }, stop)).Value;
            foreach (InboxItem item in items) got(item);
            await Task.WhenAll(items.Select(item => host.Mailbox(agent).Acknowledge(new() { MessageId = item.MessageId })));
        }

        await foreach (Result result in RunAsync("in process", time, 256, 10_000, 50, SendAsync, ConsumeAsync)) yield return result;
    }

    public static async IAsyncEnumerable<Result> HttpAsync(TimeSpan time)
    {
        await using HostProcess host = await HostProcess.StartAsync(Directory.CreateTempSubdirectory("bench-").FullName);
        async Task SendAsync(SendMessage message)
        {
            using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, OrchestratorJson.Journal));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage answer = await host.Http.PostAsync(new Uri(host.Url, "/api/v1/messages"), body);
            answer.EnsureSuccessStatusCode();
        }

        async Task ConsumeAsync(AgentId agent, CancellationToken stop, Action<InboxItem> got)
        {
            await using Stream answer =
                await host.Http.GetStreamAsync(new Uri(host.Url, $"/api/v1/agents/{agent}/inbox?max=32&wait=20"), stop);
            using JsonDocument page = await JsonDocument.ParseAsync(answer, cancellationToken: stop);
            InboxItem[] items =
                [.. page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.Deserialize<InboxItem>(OrchestratorJson.Journal)!)];
            foreach (InboxItem item in items) got(item);
            await Task.WhenAll(items.Select(async item =>
            {
                using HttpResponseMessage done = await host.Http.PostAsync(
                    new Uri(host.Url, $"/api/v1/agents/{agent}/inbox/{item.MessageId}/ack"), content: null, CancellationToken.None);
                done.EnsureSuccessStatusCode();
            }));
        }

        await foreach (Result result in RunAsync("over HTTP", time, 64, null, 100, SendAsync, ConsumeAsync)) yield return result;
        Directory.Delete(host.Folder, recursive: true);
    }

    private static async IAsyncEnumerable<Result> RunAsync(
        string how,
        TimeSpan time,
        int callers,
        int? cyclesWanted,
        double millisecondsWanted,
        Func<SendMessage, Task> send,
        Func<AgentId, CancellationToken, Action<InboxItem>, Task> consume)
    {
        using var stop = new CancellationTokenSource();
        var latencies = new Latencies();
        bool measured = false;
        long received = 0;
        void Got(InboxItem item)
        {
            if (measured && item.Message.CorrelationId is { } due) latencies.Add(Stopwatch.GetElapsedTime(long.Parse(due)));
            Interlocked.Increment(ref received);
        }

        Task[] consumers = [.. Receivers.Select(agent => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await consume(agent, stop.Token, Got);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }))];

        // When it was due travels with the message, in a field that the host hands through.
        Task SendDueAsync(int n, long due) =>
            send(Messages.New(Senders[n % 64], Receivers[n % Consumers], n) with { CorrelationId = $"{due}" });
        await Offered.OpenAsync(Offer, time / 4, SendDueAsync);
        measured = true;
        Latencies sends = await Offered.OpenAsync(Offer, time, SendDueAsync);
        await ReceivedAsync(() => Interlocked.Read(ref received), sends.Count);
        measured = false;
        double p99 = latencies.Percentile(99);
        yield return new(
            $"from send to its receiver {how}, {Consumers} waiting, {Offer:N0}/s offered",
            $"p50 {latencies.Percentile(50):N2} ms, p99 {p99:N2} ms",
            $"p99 < {millisecondsWanted:N0} ms",
            p99 < millisecondsWanted);

        Task SendFastAsync(int caller, int n) =>
            send(Messages.New(Senders[caller % 64], Receivers[((caller / 64) + n) % Consumers], n));
        await Offered.ClosedAsync(callers, time / 4, SendFastAsync);
        long before = Interlocked.Read(ref received);
        var watch = Stopwatch.StartNew();
        double sent = await Offered.ClosedAsync(callers, time, SendFastAsync);
        double cycles = (Interlocked.Read(ref received) - before) / watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(consumers);
        yield return new(
            $"full cycles {how}, {Consumers} waiting, {callers} senders",
            $"{cycles:N0}/s (sends {sent:N0}/s)",
            cyclesWanted is { } wanted ? $"{wanted:N0}/s" : "reported",
            cyclesWanted is null ? null : cycles >= cyclesWanted);
    }

    private static async Task ReceivedAsync(Func<long> received, long atLeast)
    {
        var watch = Stopwatch.StartNew();
        while (received() < atLeast && watch.Elapsed < TimeSpan.FromSeconds(20)) await Task.Delay(TimeSpan.FromMilliseconds(20));
        await Task.Delay(TimeSpan.FromMilliseconds(200));
    }
}
