using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Orleans.Gateway;

/// <summary>Keeps a client connected: finds a gateway, connects, and does so again when the connection ends.</summary>
internal sealed class GatewayConnector(
    EmbeddedGatewayOptions options,
    RemoteCaller caller,
    ObserverHost observers,
    WireSerializer serializer,
    WireExceptions exceptions,
    TimeProvider time,
    ILogger log) : IDisposable
{
    private readonly GatewayDialer _dialer = new(options, observers.ClientId, time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    private Uri Address => options.Gateway ?? options.Endpoint!;

    /// <summary>Connects, or throws if that takes too long or the token is refused; later it goes on by itself.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        }

        try
        {
            await _connected.Task.WaitAsync(options.StartTimeout, time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            await StopAsync();
            throw new ConnectionFailedException(
                $"No connection to an Orleans gateway by {Address} within {options.StartTimeout}: {caller.Trouble}",
                exception);
        }
        catch (ConnectionFailedException)
        {
            await StopAsync();
            throw;
        }
    }

    /// <summary>Disconnects.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _dialer.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ConnectAndServeAsync(stopping);
                failures = 0;
            }
            catch (Exception exception) when (GatewayDialer.IsRefusal(exception) && _connected.TrySetException(exception))
            {
                // Who begins with a token that is no good is told at once. One that was good may be given back.
                return;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                // Whatever it was, the next attempt may succeed.
                caller.Trouble = exception.Message;
                var delay = RetryDelay(failures++);
                GatewayLog.NotConnected(log, Address, delay, exception.Message);
                await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // Returns when the connection is no longer used; calls sent over it may still be answered.
    private async Task ConnectAndServeAsync(CancellationToken stopping)
    {
        var line = await _dialer.DialAsync(stopping);
        var client = new ClientConnection(line, caller, observers, serializer, exceptions, options.PingPeriod, time);
        var serving = client.RunAsync(stopping);
        await Task.WhenAny(serving, client.Welcomed.WaitAsync(options.ConnectTimeout, time, stopping));
        if (!client.Welcomed.IsCompletedSuccessfully)
        {
            client.Close();
            await serving;
            throw new ConnectionFailedException($"The gateway {line.Gateway} closed the connection: {client.Trouble}");
        }

        GatewayLog.Connected(log, line.Gateway);
        _connected.TrySetResult();
        await client.Leaving.WaitAsync(CancellationToken.None);
        caller.Trouble = client.Trouble;
        GatewayLog.Disconnected(log, line.Gateway, client.Trouble);
    }

    // Doubles up to the longest, and takes a random half of it away so that not all clients come at once.
    private TimeSpan RetryDelay(int failures)
    {
        var full = options.ShortestRetryDelay * Math.Pow(2, Math.Min(failures, 20));
        if (full > options.LongestRetryDelay) full = options.LongestRetryDelay;
        return full * (1 - (Random.Shared.NextDouble() / 2));
    }
}
