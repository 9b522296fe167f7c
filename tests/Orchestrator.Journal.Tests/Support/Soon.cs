namespace Orchestrator.Journal.Tests;

/// <summary>Bounds every wait of a test, so that a hang is a failure.</summary>
internal static class Soon
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task<T> SoonAsync<T>(this ValueTask<T> wait) => wait.AsTask().WaitAsync(Limit);

    public static Task SoonAsync(this ValueTask wait) => wait.AsTask().WaitAsync(Limit);

    public static Task<T> SoonAsync<T>(this Task<T> wait) => wait.WaitAsync(Limit);

    public static Task SoonAsync(this Task wait) => wait.WaitAsync(Limit);
}
