using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Orchestrator.Cli.Mcp;

/// <summary>
/// Carries messages of the protocol between a client's pipes and a host's <c>/mcp</c>, and through restarts of the host: a
/// session is begun again in the client's place, and a request whose answer did not come is sent again. Calls of tools carry
/// a key, so that a repeated one is done once.
/// </summary>
/// <param name="client">The client's pipes.</param>
/// <param name="findHost">Where the host is; starts it where that is wanted.</param>
/// <param name="http">Sends requests.</param>
/// <param name="headers">Knows the incarnation.</param>
/// <param name="time">The clock.</param>
/// <param name="say">Tells people what happens.</param>
internal sealed class StdioRelay(
    ITransport client, Func<CancellationToken, Task<Uri>> findHost, HttpClient http, AgentHeaders headers, TimeProvider time, Action<string> say) : IDisposable
{
    private const string KeyMeta = "orchestrator/idempotency-key";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<RequestId, CancellationTokenSource> _inFlight = new();
    private readonly ConcurrentDictionary<RequestId, byte> _registering = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Handshake _handshake = new();
    private HostLink? _link;

    /// <summary>Carries messages until the client closes its side.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> open = [];
        await foreach (JsonRpcMessage message in client.MessageReader.ReadAllAsync(cancellationToken))
        {
            _handshake.Note(message);
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
        await Task.WhenAny(Task.WhenAll(open), Task.Delay(Grace, time, cancellationToken));
        await ended.CancelAsync();
        await Task.WhenAll(open);
        if (_link is { } link) await link.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task ForwardAsync(JsonRpcRequest request, CancellationToken ended)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _inFlight[request.Id] = cancelled;
        if (IsCall(request, out string? tool)) Stamp(request);
        if (tool == "register") _registering[request.Id] = 0;
        try
        {
            await SendAsync(request, cancelled.Token);
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

    private async Task SendAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = MinPause;
        while (true)
        {
            HostLink? link = null;
            try
            {
                link = await LinkAsync(request.Method == RequestMethods.Initialize, cancellationToken);
                await link.SendAsync(request, cancellationToken);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && IsPassing(error) && time.GetElapsedTime(start) < Patience)
            {
                if (link is not null) await DropAsync(link);
                await Task.Delay(pause, time, cancellationToken);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
        }
    }

    // Whether it goes by itself: the host is away, is stopping, or does not know the session any more.
    private static bool IsPassing(Exception error) => error switch
    {
        McpProtocolException or FailedException => false,
        HttpRequestException { StatusCode: { } status } => status is HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
        _ => error is HttpRequestException or IOException or McpException or OperationCanceledException or InvalidOperationException,
    };

    private async Task<HostLink> LinkAsync(bool anew, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_link is { } open && !anew && !open.Ended.IsCompleted) return open;
            if (_link is { } old) await old.DisposeAsync();
            _link = null;
            HostLink link = await HostLink.OpenAsync(await findHost(cancellationToken), http, ReceivedAsync, cancellationToken);
            try
            {
                if (!anew) await _handshake.RepeatAsync(link, cancellationToken);
            }
            catch
            {
                await link.DisposeAsync();
                throw;
            }

            _ = ReopenAsync(link, cancellationToken);
            return _link = link;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task DropAsync(HostLink link)
    {
        await _turn.WaitAsync();
        try
        {
            if (_link != link) return;
            _link = null;
            await link.DisposeAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    // A client that waits to be told of something says nothing itself: its session is begun again at once.
    private async Task ReopenAsync(HostLink link, CancellationToken cancellationToken)
    {
        await link.Ended;
        if (_link != link || !_handshake.IsDone) return;
        say("the host does not know the session any more; it is begun again");
        TimeSpan pause = MinPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LinkAsync(anew: false, cancellationToken);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && IsPassing(error))
            {
                await Task.Delay(pause, time, CancellationToken.None);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
            catch (Exception)
            {
                return; // the next request says why
            }
        }
    }

    private async Task TellAsync(JsonRpcMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await (await LinkAsync(anew: false, cancellationToken)).SendAsync(message, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            say($"a notification was lost: {Words(error)}");
        }
    }

    private async Task ReceivedAsync(JsonRpcMessage message)
    {
        if (Handshake.IsOwn(message)) return;
        if (message is JsonRpcResponse response && _registering.TryRemove(response.Id, out _)) NoteEpoch(response);
        await client.SendMessageAsync(message);
    }

    private void NoteEpoch(JsonRpcResponse response)
    {
        try
        {
            string? text = response.Result?["content"]?[0]?["text"]?.GetValue<string>();
            if (text is not null && JsonNode.Parse(text)?["epoch"]?.GetValue<long>() is { } epoch) headers.Epoch = epoch;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            // It was refused, in words.
        }
    }

    private static bool IsCall(JsonRpcRequest request, out string? tool)
    {
        tool = null;
        return request.Method == RequestMethods.ToolsCall && request.Params is JsonObject parameters && parameters["name"] is JsonValue name && name.TryGetValue(out tool);
    }

    private static void Stamp(JsonRpcRequest request)
    {
        var parameters = (JsonObject)request.Params!;
        if (parameters["_meta"] is null) parameters["_meta"] = new JsonObject();
        if (parameters["_meta"] is JsonObject meta && meta[KeyMeta] is null) meta[KeyMeta] = $"mcp-{Guid.CreateVersion7()}";
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
        return client.SendMessageAsync(new JsonRpcError { Id = request.Id, Error = new JsonRpcErrorDetail { Code = code, Message = message } });
    }

    private static string Words(Exception error) => error switch
    {
        FailedException => error.Message,
        HttpRequestException { StatusCode: { } status } => $"the host refused the request ({(int)status}): {error.Message}",
        _ => $"the host could not be reached: {error.Message}",
    };
}
