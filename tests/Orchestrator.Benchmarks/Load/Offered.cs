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
    public static async Task<Latencies> OpenAsync(int perSecond, TimeSpan time, Func<int, Task> call)
    {
        var latencies = new Latencies();
        List<Task> calls = [];
        var watch = Stopwatch.StartNew();
        for (int n = 0; watch.Elapsed < time;)
        {
            while (n < watch.Elapsed.TotalSeconds * perSecond)
            {
                calls.Add(CallAsync(n, TimeSpan.FromSeconds((double)n / perSecond)));
                n++;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        await Task.WhenAll(calls);
        return latencies;

        async Task CallAsync(int n, TimeSpan due)
        {
            await call(n);
            latencies.Add(watch.Elapsed - due);
        }
    }
}
