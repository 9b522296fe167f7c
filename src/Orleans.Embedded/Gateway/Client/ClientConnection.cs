using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>The client's end of a connection.</summary>
internal sealed class ClientConnection : IWireHost
{
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GatewayLine _line;
    private readonly RemoteCaller _caller;
    private readonly ObserverHost _observers;
    private readonly WirePeer _peer;
    private readonly TimeSpan _pingPeriod;
    private readonly TimeProvider _time;

    /// <summary>Makes the client's end of an open connection.</summary>
    public ClientConnection(
        GatewayLine line,
        RemoteCaller caller,
        ObserverHost observers,
        WireSerializer serializer,
        WireExceptions exceptions,
        TimeSpan pingPeriod,
        TimeProvider time)
    {
        (_line, _caller, _observers, _pingPeriod, _time) = (line, caller, observers, pingPeriod, time);
        _peer = new(line.Connection, serializer, exceptions, this);
    }

    /// <summary>Gets a task that completes when the gateway has let the client in.</summary>
    public Task Welcomed => _welcomed.Task;

    /// <summary>Gets a task that completes when no more calls can be sent over this connection.</summary>
    public Task Leaving => _leaving.Task;

    /// <summary>Gets why the connection ended.</summary>
    public string Trouble { get; private set; } = "the connection was closed";

    /// <summary>Sends and receives until either side ends the connection.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var stop = stopping.UnsafeRegister(static state => ((ClientConnection)state!).Close(), this);
        var pinging = SilenceWatch.RunAsync(
            _line.Connection, _pingPeriod, _time, () => _peer.SendNumber("ping", 0));
        try
        {
            await _line.Connection.RunAsync(_peer.OnFrame);
        }
        catch (Exception exception)
        {
            // However it ended, the callers are told and the connector tries again.
            Trouble = exception.Message;
        }
        finally
        {
            _line.Connection.Close();
            _caller.Detach(_peer);
            _peer.OnClosed(request => new SiloUnavailableException(
                $"The connection to the gateway {_line.Gateway} ended ({Trouble}); message: {request}."));
            _leaving.TrySetResult();
            _welcomed.TrySetCanceled(CancellationToken.None);
            await pinging;
            _line.Dispose();
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Close() => _line.Connection.Close();

    /// <inheritdoc/>
    public GrainRequest NewRequest(WireCall call) => _observers.FindMethod(call.Target, call.Interface, call.Method) is { } method
        ? method.NewRequest()
        : throw new ClientNotAvailableException(call.Target);

    /// <inheritdoc/>
    public void Dispatch(GrainRequest request) => _observers.Deliver(request);

    /// <inheritdoc/>
    public void OnFrame(string kind, ref Utf8JsonReader reader)
    {
        switch (kind)
        {
            case "welcome":
                OnWelcome(ref reader);
                break;
            case "ping":
                _peer.SendNumber("pong", reader.GetInt64());
                break;
            case "goodbye":
                Trouble = "the gateway is shutting down";
                _caller.Detach(_peer);
                _leaving.TrySetResult();
                break;
            case "error":
                OnError(ref reader);
                break;
            default:
                // A newer gateway may say more than this client understands.
                break;
        }
    }

    private void OnWelcome(ref Utf8JsonReader reader)
    {
        var types = new Dictionary<string, GrainType>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name != "grains")
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var grainInterface = reader.GetString()!;
                reader.Read();
                types[grainInterface] = GrainType.Create(reader.GetString()!);
            }
        }

        _caller.Learn(types);
        _caller.Attach(_peer);
        _welcomed.TrySetResult();
    }

    private void OnError(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "message") Trouble = reader.GetString() ?? Trouble;
        }
    }
}
