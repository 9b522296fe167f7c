using Microsoft.Extensions.Logging;
using Orchestrator.Client.Connecting;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Client.Calls;

/// <summary>
/// Makes calls to grains. Whatever hinders a call on its way becomes an <see cref="UnavailableException"/>; calls that
/// may be repeated are, until the host answers or the patience of the options ends.
/// </summary>
internal sealed partial class HostCaller(
    IClusterClient cluster,
    OrchestratorClientOptions options,
    TimeProvider time,
    ILogger<HostCaller> logger,
    ConnectionMonitor? monitor = null)
{
    public TimeProvider Time => time;

    public OrchestratorClientOptions Options => options;

    /// <summary>The same for one agent, whose connection's state follows from its calls.</summary>
    public HostCaller For(ConnectionMonitor agentMonitor) => new(cluster, options, time, logger, agentMonitor);

    public T Grain<T>(string key)
        where T : IGrainWithStringKey => cluster.GetGrain<T>(key);

    /// <summary>Makes a reference to an object of this process that grains may call; who makes it keeps the object alive.</summary>
    public T Observe<T>(T observer)
        where T : IGrainObserver => cluster.CreateObjectReference<T>(observer);

    /// <summary>Ends a reference.</summary>
    public void Forget<T>(T reference)
        where T : IGrainObserver => cluster.DeleteObjectReference<T>(reference);

    /// <summary>Makes a call that must not be repeated without the caller's word.</summary>
    public async Task<T> OnceAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long began = time.GetTimestamp();
        string outcome = "ok";
        try
        {
            T answer = await call().WaitAsync(cancellationToken);
            monitor?.Reached();
            return answer;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = "cancelled";
            throw;
        }
        catch (Exception exception) when (TransientFailure.Is(exception))
        {
            outcome = "unavailable";
            monitor?.Missed(exception);
            throw TransientFailure.AsUnavailable(operation, options.Endpoint, exception);
        }
        catch (OrchestratorException exception)
        {
            outcome = exception.Code;
            monitor?.Reached();
            throw;
        }
        finally
        {
            ClientTelemetry.Called(operation, outcome, time.GetElapsedTime(began));
        }
    }

    /// <summary>Makes a call that may be repeated: carried out twice, it does what it does once.</summary>
    public Task<T> RepeatAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellationToken) =>
        RepeatAsync(operation, _ => call(), options.RetryFor, cancellationToken);

    /// <summary>As above for a call that has to know whether it is a repetition, and with a patience of its own.</summary>
    /// <param name="operation">The operation, for errors and telemetry.</param>
    /// <param name="call">The call; it is given the number of the attempt, from 1.</param>
    /// <param name="patience">How long to go on; infinite for as long as the token allows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> RepeatAsync<T>(
        string operation, Func<int, Task<T>> call, TimeSpan patience, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(options.ReconnectMinDelay, options.ReconnectMaxDelay);
        long began = time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan delay;
            try
            {
                int number = attempt;
                return await OnceAsync(operation, () => call(number), cancellationToken);
            }
            catch (UnavailableException exception)
            {
                delay = backoff.Next();
                if (patience != Timeout.InfiniteTimeSpan && time.GetElapsedTime(began) + delay > patience) throw;
                LogRetry(operation, attempt, delay, exception.Message);
                ClientTelemetry.Repeated(operation);
            }

            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>
    /// Sends a command until it is answered. All attempts have one idempotency key, the caller's or one made here, so that
    /// the host carries it out once and answers a repetition as it answered first.
    /// </summary>
    public Task<T> CommandAsync<T>(string operation, Func<Task<T>> command, CancellationToken cancellationToken) =>
        CommandAsync(operation, command, options.RetryFor, cancellationToken);

    /// <summary>As above, with a patience of its own.</summary>
    public Task<T> CommandAsync<T>(string operation, Func<Task<T>> command, TimeSpan patience, CancellationToken cancellationToken)
    {
        string key = CallContext.IdempotencyKey ?? NewKey();
        return RepeatAsync(operation, _ => WithKeyAsync(key, command), patience, cancellationToken);
    }

    /// <summary>An idempotency key that nobody used.</summary>
    public static string NewKey() => Guid.NewGuid().ToString("N");

    // Async, so that what is set here does not stay with the caller.
    private static async Task<T> WithKeyAsync<T>(string key, Func<Task<T>> command)
    {
        CallContext.IdempotencyKey = key;
        return await command();
    }

    [LoggerMessage(LogLevel.Debug, "{Operation}: attempt {Attempt} failed, next in {Delay}: {Reason}")]
    private partial void LogRetry(string operation, int attempt, TimeSpan delay, string reason);
}
