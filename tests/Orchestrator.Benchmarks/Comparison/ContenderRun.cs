using System.Diagnostics;
using Orchestrator.Benchmarks.Load;

namespace Orchestrator.Benchmarks.Comparison;

/// <summary>Measures one contender: full cycles, latency of sends at an offered rate, and sends as fast as it can.</summary>
/// <param name="contender">The system.</param>
/// <param name="time">How long each measurement takes.</param>
/// <param name="warmup">How long it works before the first one: .NET's servers and all clients are compiled while they run.</param>
/// <param name="offeredRate">Sends per second offered for latencies.</param>
internal sealed class ContenderRun(Contender contender, TimeSpan time, TimeSpan warmup, int offeredRate)
{
    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        if (await contender.Missing(cancellationToken) is { } missing) return Measurement.Skipped(contender, missing);
        await using IQueueSystem system = await contender.Start(cancellationToken);
        double cycles = contender.Receives ? await CyclesAsync(system, cancellationToken) : double.NaN;
        await SettleAsync(system, cancellationToken);

        Task SendDueAsync(int n) => system.SendAsync(n % Workload.Producers, n / Workload.Producers);
        if (!contender.Receives) await Offered.OpenAsync(offeredRate, warmup, SendDueAsync, cancellationToken);
        Latencies latencies = await Offered.OpenAsync(offeredRate, time, SendDueAsync, cancellationToken);

        await Offered.ClosedAsync(Workload.Producers, warmup / 2, system.SendAsync, cancellationToken: cancellationToken);
        double sends = await Offered.ClosedAsync(Workload.Producers, time, system.SendAsync, cancellationToken: cancellationToken);
        return new(contender, sends, cycles, offeredRate, [.. Measurement.Percentiles.Select(p => latencies.Percentile(p.Percent))]);
    }

    private async Task<double> CyclesAsync(IQueueSystem system, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var window = new SemaphoreSlim(Workload.Window);
        long acknowledged = 0;
        void Acknowledged(int count)
        {
            if (count == 0) return;
            Interlocked.Add(ref acknowledged, count);
            window.Release(count);
        }

        Task[] receivers = [.. Enumerable.Range(0, Workload.Queues).Select(queue => Task.Run(() => system.ReceiveAsync(queue, Acknowledged, stopping.Token)))];
        Task received = Task.WhenAny(receivers).Unwrap();
        async Task SendAsync(int producer, int number)
        {
            await window.WaitAsync(stopping.Token);
            await system.SendAsync(producer, number);
        }

        // A receiver that failed would leave the senders waiting for ever.
        async Task SendingAsync(TimeSpan length)
        {
            Task sending = Offered.ClosedAsync(Workload.Producers, length, SendAsync, cancellationToken: stopping.Token);
            Task first = await Task.WhenAny(sending, received);
            if (first == received) await stopping.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }

        try
        {
            await SendingAsync(warmup);
            long before = Interlocked.Read(ref acknowledged);
            var watch = Stopwatch.StartNew();
            await SendingAsync(time);
            return (Interlocked.Read(ref acknowledged) - before) / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(receivers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // So that what one measurement left behind does not slow the next.
    private static async Task SettleAsync(IQueueSystem system, CancellationToken cancellationToken)
    {
        await system.SettleAsync(cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
    }
}
