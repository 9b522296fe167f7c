#if ORLEANS
namespace Orchestrator.Host.Engine.Cluster;

/// <summary>Tries the first connection until there are silos: processes of a cluster start in any order.</summary>
/// <param name="time">Measures the pause between two tries.</param>
/// <param name="logger">Told of the first failure.</param>
internal sealed partial class EndlessRetry(TimeProvider time, ILogger<EndlessRetry> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private bool _isTold;

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!_isTold) LogWaiting(logger, exception.Message);
        _isTold = true;
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The cluster can't be reached yet, trying on: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
#endif
