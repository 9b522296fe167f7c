#if ORLEANS
using Microsoft.Extensions.Options;
using Orchestrator.Client.Calls;

namespace Orchestrator.Client.Connecting;

/// <summary>Lets a process start before its cluster: the first connection is tried as patiently as any call.</summary>
internal sealed class FirstConnection(IOptions<OrchestratorClientOptions> options, TimeProvider time) : IClientConnectionRetryFilter
{
    private readonly Backoff _backoff = new(options.Value.ReconnectMinDelay, options.Value.ReconnectMaxDelay);
    private readonly long _began = time.GetTimestamp();

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        TimeSpan delay = _backoff.Next();
        if (time.GetElapsedTime(_began) + delay > options.Value.RetryFor) return false;
        await Task.Delay(delay, time, cancellationToken);
        return true;
    }
}
#endif
