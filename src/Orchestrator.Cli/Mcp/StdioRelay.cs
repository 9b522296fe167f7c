using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Orchestrator.Cli.Mcp;

/// <summary>
/// Carries messages of the protocol between a client's pipes and a host's <c>/mcp</c>, and through restarts of the host: a
/// session is begun again in the client's place, and a request whose answer did not come is sent again. Calls of tools carry
/// a key, so that a repeated one is done once.
/// </summary>
internal sealed class StdioRelay : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ITransport _client;
    private readonly AgentHeaders _headers;
    private readonly TimeProvider _time;
    private readonly Action<string> _say;
    private readonly HostSession _host;
    private readonly ConcurrentDictionary<RequestId, CancellationTokenSource> _inFlight = new();
    private readonly ConcurrentDictionary<RequestId, byte> _registering = new();

    /// <summary>Sets it up.</summary>
    /// <param name="client">The client's pipes.</param>
    /// <param name="findHost">Where the host is; starts it where that is wanted.</param>
    /// <param name="http">Sends requests.</param>
    /// <param name="headers">Knows the incarnation.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Tells people what happens.</param>
    public StdioRelay(
        ITransport client, Func<CancellationToken, Task<Uri>> findHost, HttpClient http, AgentHeaders headers, TimeProvider time, Action<string> say)
    {
        (_client, _headers, _time, _say) = (client, headers, time, say);
        _host = new HostSession(findHost, http, ReceivedAsync, time, say);
    }

    /// <summary>Carries messages until the client closes its side.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> open = [];
        await foreach (JsonRpcMessage message in _client.MessageReader.ReadAllAsync(cancellationToken))
        {
            _host.Note(message);
            open.RemoveAll(task => task.IsCompleted);
            switch (message)
            {
                case JsonRpcRequest pending:
                    open.Add(ForwardAsync(pending, ended.Token));
                    break;
                case JsonRpcNotification { Method: NotificationMethods.CancelledNotification } cancelled:
                    await TellAsync(cancelled, ended.Token);
                    if (Cancelled(cancelled) is { } id && _inFlight.TryGetValue(id, out CancellationTokenSource? request)) await request.CancelAsync();
                    break;
                default:
                    await TellAsync(message, ended.Token);
                    break;
            }
        }

        // What was asked last is still to be done, though nobody reads the answer; what waits for others is given up.
        await Task.WhenAny(Task.WhenAll(open), Task.Delay(Grace, _time, cancellationToken));
        await ended.CancelAsync();
        await Task.WhenAll(open);
        await _host.CloseAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();

    private async Task ForwardAsync(JsonRpcRequest request, CancellationToken ended)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _inFlight[request.Id] = cancelled;
        if (ToolCall.Is(request, out string? tool)) ToolCall.Stamp(request);
        if (tool == "register") _registering[request.Id] = 0;
        try
        {
            await _host.AskAsync(request, cancelled.Token);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (McpProtocolException error)
        {
            await ReplyAsync(request, (int)error.ErrorCode, error.Message);
        }
        catch (HostRefusedException error)
        {
            await ReplyAsync(request, (int)McpErrorCode.InvalidRequest, error.Message);
        }
        catch (Exception error)
        {
            await ReplyAsync(request, (int)McpErrorCode.InternalError, Words(error));
        }
        finally
        {
            _inFlight.TryRemove(request.Id, out _);
        }
    }

    private async Task TellAsync(JsonRpcMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _host.TellAsync(message, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _say($"a notification was lost: {Words(error)}");
        }
    }

    private async Task ReceivedAsync(JsonRpcMessage message)
    {
        if (Handshake.IsOwn(message)) return;
        if (message is JsonRpcResponse response && _registering.TryRemove(response.Id, out _) && ToolCall.EpochOf(response) is { } epoch)
            _headers.Epoch = epoch;
        await _client.SendMessageAsync(message);
    }

    private static RequestId? Cancelled(JsonRpcNotification cancelled) => (cancelled.Params as JsonObject)?["requestId"] switch
    {
        JsonValue value when value.TryGetValue(out long number) => new RequestId(number),
        JsonValue value when value.TryGetValue(out string? text) => new RequestId(text),
        _ => null,
    };

    private Task ReplyAsync(JsonRpcRequest request, int code, string message)
    {
        _registering.TryRemove(request.Id, out _);
        return _client.SendMessageAsync(new JsonRpcError { Id = request.Id, Error = new JsonRpcErrorDetail { Code = code, Message = message } });
    }

    private static string Words(Exception error) => error switch
    {
        FailedException => error.Message,
        HttpRequestException { StatusCode: { } status } => $"the host refused the request ({(int)status}): {error.Message}",
        _ => $"the host could not be reached: {error.Message}",
    };
}
