namespace Orchestrator.Gateway.Tests.Hosting;

/// <summary>
/// One host for the tests that look at nothing but what they made themselves. Classes run side by side on it; it ends
/// with the process.
/// </summary>
internal static class SharedHost
{
    private static readonly Lazy<Task<TestHost>> Host = new(() => TestHost.StartAsync());
    private static long s_unique;

    public static Task<TestHost> GetAsync() => Host.Value;

    /// <summary>A name that no other test uses.</summary>
    public static string Unique(string prefix) => $"{prefix}-{Environment.ProcessId}-{Interlocked.Increment(ref s_unique)}";
}
