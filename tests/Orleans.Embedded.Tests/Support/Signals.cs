using System.Collections.Concurrent;

namespace Orleans.Embedded.Tests.Support;

/// <summary>Events in grains that tests wait for, and events in tests that grains wait for, by name.</summary>
public static class Signals
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> All = new();
    private static readonly ConcurrentDictionary<string, int> Counts = new();

    public static void Set(string name)
    {
        Counts.AddOrUpdate(name, 1, (_, count) => count + 1);
        Of(name).TrySetResult();
    }

    public static Task WaitFor(string name) => Of(name).Task.WaitAsync(Patience);

    public static bool IsSet(string name) => Of(name).Task.IsCompleted;

    public static int CountOf(string name) => Counts.GetValueOrDefault(name);

    /// <summary>Waits until the condition holds, looking now and then: for what no signal can tell.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        var end = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(end) < Patience, $"Waited in vain: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }

    public static string New() => Guid.NewGuid().ToString("N");

    private static TaskCompletionSource Of(string name) =>
        All.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
