using System.Diagnostics;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>Assertions about what becomes true by itself.</summary>
internal static class Eventually
{
    public static async Task<T> TrueAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            T value = await read();
            if (condition(value)) return value;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"still {value} after 20 s");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }
}
