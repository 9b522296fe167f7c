using System.Diagnostics;

namespace Orchestrator.Benchmarks.Load;

/// <summary>Ways to put work on a system.</summary>
internal static class Offered
{
    /// <summary>As fast as a number of callers can, each awaiting its answer before it goes on.</summary>
    /// <returns>Calls per second.</returns>
    public static async Task<double> ClosedAsync(
        int callers, TimeSpan time, Func<int, int, Task> call, Latencies? latencies = null, CancellationToken cancellationToken = default)
    {
        long done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (int n = 0; watch.Elapsed < time; n++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                long asked = Stopwatch.GetTimestamp();
                await call(caller, n);
                latencies?.Add(Stopwatch.GetElapsedTime(asked));
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// At a fixed rate, whatever the answers take. A latency counts from the moment the call was due, so a stall shows in
    /// every call that it delayed (no coordinated omission).
    /// </summary>
    public static Task<Latencies> OpenAsync(int perSecond, TimeSpan time, Func<int, Task> call, CancellationToken cancellationToken = default) =>
        OpenAsync(perSecond, time, (n, _) => call(n), cancellationToken);

    /// <summary>As the other; the call is also told when it was due, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public static async Task<Latencies> OpenAsync(
        int perSecond, TimeSpan time, Func<int, long, Task> call, CancellationToken cancellationToken = default)
    {
        var latencies = new Latencies();
        List<Task> calls = [];
        long start = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(Offer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(calls);
        cancellationToken.ThrowIfCancellationRequested();
        return latencies;

        // On a thread of its own, which wakes more often than timers do.
        void Offer()
        {
            for (int n = 0; Stopwatch.GetElapsedTime(start) < time && !cancellationToken.IsCancellationRequested;)
            {
                while (n < Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond)
                {
                    int number = n++;
                    calls.Add(Task.Run(() => CallAsync(number, start + (number * Stopwatch.Frequency / perSecond))));
                }

                Thread.Sleep(1);
            }
        }

        async Task CallAsync(int n, long due)
        {
            await call(n, due);
            latencies.Add(Stopwatch.GetElapsedTime(due));
        }
    }
}
