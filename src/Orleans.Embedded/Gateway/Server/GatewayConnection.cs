using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>The gateway's end of a connection.</summary>
internal sealed class GatewayConnection : IWireHost
{
    private readonly GatewayServer _server;
    private readonly WirePeer _peer;
    private readonly string? _principal;
    private GatewaySession? _session;
    private volatile bool _draining;

    /// <summary>Makes the gateway's end of a connection with an authenticated client.</summary>
    public GatewayConnection(GatewayServer server, FrameConnection connection, string? principal)
    {
        _server = server;
        _principal = principal;
        _peer = new(connection, server.Serializer, server.Exceptions, this);
    }

    /// <summary>Serves the client until either side ends the connection.</summary>
    public async Task RunAsync()
    {
        var watch = SilenceWatch.RunAsync(
            _peer.Connection, _server.Options.SilencePeriod, _server.Silo.Time, everyPeriod: null);
        try
        {
            await _peer.Connection.RunAsync(_peer.OnFrame);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client is gone.
        }
        catch (ProtocolException exception)
        {
            GatewayLog.ProtocolBroken(_server.Log, _principal, exception.Code, exception.Message);
        }
        finally
        {
            _peer.Connection.Close();
            _session?.Close(_peer);
            _peer.OnClosed(request => new ClientNotAvailableException(request.TargetId));
            await watch;
        }
    }

    /// <summary>Takes no more calls, lets those that run end, and closes.</summary>
    public async Task DrainAsync()
    {
        _draining = true;
        _session?.Detach(_peer);
        _peer.SendNumber("goodbye", 0);
        var time = _server.Silo.Time;
        var start = time.GetTimestamp();
        while (_peer.Running > 0 && time.GetElapsedTime(start) < _server.Options.DrainTimeout
            && !_peer.Connection.Closed.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        await _peer.Connection.FinishAsync();
    }

    /// <inheritdoc/>
    public GrainRequest NewRequest(WireCall call)
    {
        if (_session is null) throw new ProtocolException("no-hello", "A connection starts with a hello.");
        if (_draining) throw new SiloUnavailableException("The gateway is shutting down.");
        if (_peer.Running >= _server.Options.MaxConcurrentCalls)
        {
            throw new GatewayTooBusyException(
                $"{_server.Options.MaxConcurrentCalls} calls of this client are running already.");
        }

        return _server.Interfaces.Find(call).NewRequest();
    }

    /// <inheritdoc/>
    public void Dispatch(GrainRequest request)
    {
        // Only the gateway says who calls.
        if (_principal is not null)
            request.Context = new(request.Context ?? []) { [WireContext.PrincipalKey] = _principal };
        else
            request.Context?.Remove(WireContext.PrincipalKey);
        _server.Silo.Caller.Accept(request);
    }

    /// <inheritdoc/>
    public void OnFrame(string kind, ref Utf8JsonReader reader)
    {
        switch (kind)
        {
            case "hello":
                OnHello(ref reader);
                break;
            case "ping":
                _peer.SendNumber("pong", reader.GetInt64());
                break;
            case "pong" or "goodbye" or "error":
                break;
            default:
                throw new ProtocolException("unknown-frame", $"A frame of the unknown kind '{kind}' was received.");
        }
    }

    private void OnHello(ref Utf8JsonReader reader)
    {
        if (_session is not null) throw new ProtocolException("second-hello", "A connection has one hello.");
        string? client = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "client") client = reader.GetString();
        }

        if (client is not { Length: > 0 and <= 100 })
            throw new ProtocolException("malformed", "A hello names the client, in 1 to 100 characters.");
        _session = _server.Open(client, _principal) ?? throw new ProtocolException(
            "client-taken", $"The client '{client}' is known under another principal.");
        _peer.Connection.Send(FrameFormat.Write(_server, static (writer, server) =>
        {
            writer.WriteNumber("welcome", 1);
            writer.WriteNumber("maxFrameBytes", server.Options.MaxFrameBytes);
            writer.WriteStartObject("grains");
            foreach (var (name, type) in server.Interfaces.All) writer.WriteString(name, type.ToString());
            writer.WriteEndObject();
        }));
        _session.Attach(_peer);
    }
}
