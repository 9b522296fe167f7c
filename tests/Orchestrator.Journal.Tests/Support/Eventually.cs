using System.Diagnostics;

namespace Orchestrator.Journal.Tests;

/// <summary>Waits, bounded, for what another thread is about to do and nobody announces.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, "It never came true.");
            await Task.Yield();
        }
    }
}
