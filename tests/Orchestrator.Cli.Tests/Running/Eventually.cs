namespace Orchestrator.Cli.Tests.Running;

/// <summary>Waits for what the host brings about a little later, such as its tables.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Predicate<T> wanted)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            T seen = await look();
            if (wanted(seen)) return seen;
            if (TimeProvider.System.GetElapsedTime(began) > Patience) Assert.Fail($"after {Patience.TotalSeconds} s still: {seen}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }
}
