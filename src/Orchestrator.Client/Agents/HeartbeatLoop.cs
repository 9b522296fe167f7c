using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Client.Agents;

/// <summary>Beats for an agent until it is disposed or another process takes the agent over.</summary>
internal sealed partial class HeartbeatLoop : IAsyncDisposable
{
    private readonly AgentRegistration _registration;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public HeartbeatLoop(AgentRegistration registration, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        _registration = registration;
        _logger = logger;
        _running = RunAsync(new PeriodicTimer(interval, time));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(PeriodicTimer timer)
    {
        // What the registration carried, such as its idempotency key, is not the heartbeats'.
        RequestContext.Clear();
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_stopping.Token))
                {
                    if (!await BeatAsync()) return;
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // Disposed.
            }
        }
    }

    private async Task<bool> BeatAsync()
    {
        try
        {
            await _registration.BeatAsync(
                status: null, currentTask: null, metrics: null, Timeout.InfiniteTimeSpan, _stopping.Token);
        }
        catch (ConflictException exception) when (exception.Code == ErrorCodes.StaleIncarnation)
        {
            LogSuperseded(exception.Message);
            return false;
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            // Refused by the host, or a fault of this client's: the next tick tries again, the log shows each.
            LogFailed(_registration.Id.Value, exception);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Error, "Heartbeats end: {Reason}")]
    private partial void LogSuperseded(string reason);

    [LoggerMessage(LogLevel.Error, "A heartbeat of agent {AgentId} failed")]
    private partial void LogFailed(string agentId, Exception exception);
}
