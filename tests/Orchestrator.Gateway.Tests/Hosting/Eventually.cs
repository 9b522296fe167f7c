namespace Orchestrator.Gateway.Tests.Hosting;

/// <summary>Asks again until something is true that becomes true by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(Pause, TimeProvider.System, timeout.Token);
    }
}
