namespace Orchestrator.Host.Shutdown;

/// <summary>Stops a host within a time, whatever hangs. All that was acknowledged is on disk already.</summary>
internal static class BoundedStop
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(9.5);

    /// <summary>Stops the host and lets go of its data folder.</summary>
    /// <param name="app">The host.</param>
    /// <param name="afterFailedStart">Whether it never started: then parts that do not stop say nothing new.</param>
    public static async Task RunAsync(WebApplication app, bool afterFailedStart)
    {
        try
        {
            await StopAsync(app, afterFailedStart).WaitAsync(Bound, TimeProvider.System, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync($"orchestrator did not stop within {Bound.TotalSeconds} seconds and is ended; nothing acknowledged is lost");
            Environment.Exit(0);
        }
    }

    private static async Task StopAsync(WebApplication app, bool afterFailedStart)
    {
        try
        {
            await app.StopAsync(CancellationToken.None);
        }
        catch (Exception error)
        {
            if (!afterFailedStart)
                await Console.Error.WriteLineAsync($"orchestrator did not stop cleanly, nothing acknowledged is lost: {error}");
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
