using System.Diagnostics;

namespace Orchestrator.Benchmarks.Load;

/// <summary>Ways to put work on a system.</summary>
internal static class Offered
{
    /// <summary>As fast as a number of callers can, each awaiting its answer before it goes on.</summary>
    public static async Task<double> ClosedAsync(int callers, TimeSpan time, Func<int, int, Task> call)
    {
        long done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (int n = 0; watch.Elapsed < time; n++)
            {
                await call(caller, n);
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// At a fixed rate, whatever the answers take. A latency counts from the moment the call was due, so a stall shows in
    /// every call that it delayed (no coordinated omission).
    /// </summary>
    public static Task<Latencies> OpenAsync(int perSecond, TimeSpan time, Func<int, Task> call) =>
        OpenAsync(perSecond, time, (n, _) => call(n));

    /// <summary>As the other; the call is also told when it was due, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public static async Task<Latencies> OpenAsync(int perSecond, TimeSpan time, Func<int, long, Task> call)
    {
        var latencies = new Latencies();
        List<Task> calls = [];
        long start = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(Offer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(calls);
        return latencies;

        // On a thread of its own, which wakes more often than timers do.
        void Offer()
        {
            for (int n = 0; Stopwatch.GetElapsedTime(start) < time;)
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
