using System.Diagnostics;

namespace Orchestrator.Benchmarks.Soak.Traffic;

/// <summary>Begins calls at a fixed rate, whatever the answers take, and forgets those that ended: made to run for hours.</summary>
internal static class Schedule
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs until stopped, then waits for what it began.</summary>
    /// <param name="perSecond">Calls begun a second.</param>
    /// <param name="call">Is told its number and when it was due, as a timestamp of <see cref="Stopwatch"/>.</param>
    /// <param name="stop">Begins nothing more.</param>
    public static async Task RunAsync(double perSecond, Func<long, long, Task> call, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        long running = 1;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = new PeriodicTimer(Step);
        long n = 0;
        while (!stop.IsCancellationRequested)
        {
            for (; n < Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond; n++)
            {
                long number = n;
                Interlocked.Increment(ref running);
                _ = Task.Run(() => CallAsync(number), CancellationToken.None);
            }

            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        End();
        await ended.Task;

        async Task CallAsync(long number)
        {
            try
            {
                await call(number, start + (long)(number * (Stopwatch.Frequency / perSecond)));
            }
            finally
            {
                End();
            }
        }

        void End()
        {
            if (Interlocked.Decrement(ref running) == 0) ended.TrySetResult();
        }
    }
}
