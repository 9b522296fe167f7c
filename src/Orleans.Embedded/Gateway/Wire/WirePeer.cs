using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Gateway;

/// <summary>
/// Calls in both directions over one connection. What is special to the gateway or the client is in
/// <see cref="IWireHost"/>.
/// </summary>
internal sealed class WirePeer(
    FrameConnection connection, WireSerializer serializer, WireExceptions exceptions, IWireHost host)
{
    private readonly ConcurrentDictionary<long, GrainRequest> _sent = new();
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _received = new();
    private long _lastId;
    private int _running;

    /// <summary>Gets the connection.</summary>
    public FrameConnection Connection => connection;

    /// <summary>Gets the number of received calls without a response.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Sends a call; its response arrives in the request.</summary>
    public void Send(GrainRequest request)
    {
        PooledBuffer frame;
        try
        {
            request.WireId = Interlocked.Increment(ref _lastId);
            frame = FrameFormat.Write((Peer: this, Request: request), static (writer, state) => state.Peer.WriteCall(writer, state.Request));
            CheckSize(frame, request);
        }
        catch (Exception exception)
        {
            // The call cannot be written; the connection is as good as before.
            request.TryFail(exception);
            return;
        }

        if (!request.IsOneWay) _sent[request.WireId] = request;
        connection.Send(frame);
    }

    /// <summary>Tells the other side that nobody waits for a call any more.</summary>
    public void Abandon(GrainRequest request, bool tellCallee)
    {
        if (!_sent.TryGetValue(request.WireId, out _)) return;
        if (request.Completion.IsCompleted) _sent.TryRemove(request.WireId, out _);
        if (tellCallee && request.IsCancellable) SendNumber("cancel", request.WireId);
    }

    /// <summary>Fails all calls sent, and cancels all received.</summary>
    public void OnClosed(Func<GrainRequest, Exception> reason)
    {
        foreach (var request in _sent.Values) request.TryFail(reason(request));
        _sent.Clear();
        foreach (var token in _received.Values) token.Cancel();
    }

    /// <summary>Sends a frame that consists of a kind and a number.</summary>
    public void SendNumber(string kind, long number) => connection.Send(FrameFormat.Write(
        (kind, number), static (writer, state) => writer.WriteNumber(state.kind, state.number)));

    /// <summary>Takes a frame.</summary>
    public void OnFrame(ReadOnlyMemory<byte> frame)
    {
        try
        {
            var reader = new Utf8JsonReader(frame.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !reader.Read())
                throw new ProtocolException("malformed", "A frame is not a JSON object with a kind.");

            var kind = reader.GetString()!;
            reader.Read();
            var number = reader.GetInt64();
            if (!OnCallFrame(kind, number, ref reader)) host.OnFrame(kind, ref reader);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new ProtocolException("malformed", $"A frame is malformed: {exception.Message}");
        }
    }

    private bool OnCallFrame(string kind, long number, ref Utf8JsonReader reader)
    {
        switch (kind)
        {
            case "call":
                OnCall(number, ref reader);
                return true;
            case "cancel":
                if (_received.TryGetValue(number, out var token)) token.Cancel();
                return true;
            case "result":
                if (_sent.TryRemove(number, out var succeeded)) OnResult(succeeded, ref reader);
                return true;
            case "failure":
                if (_sent.TryRemove(number, out var failed)) OnFailure(failed, ref reader);
                return true;
            default:
                return false;
        }
    }

    private void WriteCall(Utf8JsonWriter writer, GrainRequest request)
    {
        writer.WriteNumber("call", request.WireId);
        writer.WriteString("to", request.TargetId.ToString());
        writer.WriteString("on", request.Method.Owner.Name);
        writer.WriteString("do", request.Method.WireName);
        if (request.IsOneWay) writer.WriteBoolean("oneway", value: true);
        writer.WriteNumber("timeout", (long)request.ResponseTimeout.TotalMilliseconds);
        if (request.Context is { Count: > 0 } context)
        {
            writer.WritePropertyName("context");
            WireContext.Write(writer, context);
        }

        writer.WritePropertyName("args");
        serializer.WriteArguments(writer, request);
    }

    private void OnResult(GrainRequest request, ref Utf8JsonReader reader)
    {
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            {
                request.TryRespond(Response.Completed);
                return;
            }

            reader.Read();
            request.TryRespond(Response.FromResult(serializer.Read(ref reader, request.Method.ResultType)));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            request.TryFail(new OrleansException($"The result of {request} cannot be read: {exception.Message}", exception));
        }
    }

    private void OnFailure(GrainRequest request, ref Utf8JsonReader reader) =>
        request.TryRespond(Response.FromException(exceptions.Read(ref reader)));

    private void OnCall(long number, ref Utf8JsonReader reader)
    {
        GrainRequest? request = null;
        try
        {
            var call = WireCall.Read(ref reader);
            request = host.NewRequest(call);
            request.WireId = number;
            request.TargetId = call.Target;
            request.Context = call.Context;
            request.ResponseTimeout = call.Timeout;
            serializer.ReadArguments(ref reader, request);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException
            or FormatException or OrleansException)
        {
            // The frame is well formed, but the call it carries cannot be made.
            SendFailure(number, exception as OrleansException
                ?? new OrleansMessageRejectionException($"The call of {request} is malformed: {exception.Message}"));
            return;
        }

        if (request.IsOneWay)
            host.Dispatch(request);
        else
            _ = AnswerAsync(request);
    }

    private async Task AnswerAsync(GrainRequest request)
    {
        Interlocked.Increment(ref _running);
        CancellationTokenSource? cancellation = null;
        try
        {
            if (request.IsCancellable)
            {
                cancellation = new();
                _received[request.WireId] = cancellation;
                request.LinkCancellation(cancellation.Token);
                if (connection.Closed.IsCancellationRequested) await cancellation.CancelAsync();
            }

            host.Dispatch(request);
            await request.Completion;
            SendResult(request);
        }
        catch (Exception exception)
        {
            SendFailure(request.WireId, exception);
        }
        finally
        {
            if (cancellation is not null) _received.TryRemove(request.WireId, out _);
            Interlocked.Decrement(ref _running);
        }
    }

    private void SendResult(GrainRequest request)
    {
        var frame = FrameFormat.Write((Peer: this, Request: request), static (writer, state) =>
        {
            writer.WriteNumber("result", state.Request.WireId);
            if (state.Request.Method.ResultType == typeof(VoidResult)) return;
            writer.WritePropertyName("value");
            state.Peer.WriteValue(
                writer, state.Request.ResponseOf(state.Request.Completion).Result, state.Request.Method.ResultType);
        });
        CheckSize(frame, request);
        connection.Send(frame);
    }

    private void WriteValue(Utf8JsonWriter writer, object? value, Type type) => serializer.Write(writer, value, type);

    private void SendFailure(long number, Exception exception)
    {
        if (connection.Closed.IsCancellationRequested) return;
        connection.Send(FrameFormat.Write((number, exception), static (writer, state) =>
        {
            writer.WriteNumber("failure", state.number);
            WireExceptions.Write(writer, state.exception);
        }));
    }

    private void CheckSize(PooledBuffer frame, GrainRequest request)
    {
        var length = frame.Length - FrameFormat.HeaderSize;
        if (length <= connection.MaxFrameBytes) return;
        frame.Dispose();
        throw new OrleansMessageRejectionException(
            $"{request} takes {length} bytes; the gateway allows {connection.MaxFrameBytes} in one message.");
    }
}
