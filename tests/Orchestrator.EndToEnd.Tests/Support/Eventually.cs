using Xunit.Sdk;

namespace Orchestrator.EndToEnd.Tests.Support;

/// <summary>Waits for what another process does, with a bound.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > (within ?? Patience))
                throw new XunitException($"not within {(within ?? Patience).TotalSeconds} seconds: {what}");
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    public static Task IsTrueAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), what, within);
}
