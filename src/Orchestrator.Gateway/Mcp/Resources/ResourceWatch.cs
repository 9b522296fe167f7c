namespace Orchestrator.Gateway.Mcp.Resources;

/// <summary>Tells a client of the changes of a resource. What comes from when it is made is told; until it is disposed, it costs.</summary>
/// <param name="watch">Hears of what is journaled; disposed with this.</param>
/// <param name="uri">The resource.</param>
/// <param name="time">Paces it.</param>
internal sealed class ResourceWatch(GrainWatch.Watch watch, string uri, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="updated">Tells the client.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<string, Task> updated, CancellationToken cancellationToken)
    {
        while (true)
        {
            await watch.NextAsync(cancellationToken);
            await updated(uri);
            await Task.Delay(Pause, time, cancellationToken); // a board may change a thousand times a second
        }
    }

    /// <inheritdoc/>
    public void Dispose() => watch.Dispose();
}
