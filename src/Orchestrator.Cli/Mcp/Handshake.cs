using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Orchestrator.Cli.Mcp;

/// <summary>
/// What a client said to begin its session, so that the session can be begun again for it: with another host process, which
/// does not know the old one.
/// </summary>
internal sealed class Handshake
{
    private const string OwnId = "orchestrator-relay-";

    private readonly Dictionary<string, JsonRpcRequest> _subscriptions = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private JsonRpcRequest? _initialize;
    private bool _initialized;
    private long _last;

    /// <summary>Whether the client has a session, rather than none or one per request.</summary>
    public bool IsDone
    {
        get
        {
            lock (_lock) return _initialized;
        }
    }

    /// <summary>Notes what a client says.</summary>
    public void Note(JsonRpcMessage message)
    {
        lock (_lock)
        {
            switch (message)
            {
                case JsonRpcRequest { Method: RequestMethods.Initialize } initialize:
                    (_initialize, _initialized) = (initialize, false);
                    break;
                case JsonRpcNotification { Method: NotificationMethods.InitializedNotification }:
                    _initialized = _initialize is not null;
                    break;
                case JsonRpcRequest { Method: RequestMethods.ResourcesSubscribe } subscribe when Uri(subscribe) is { } uri:
                    _subscriptions[uri] = subscribe;
                    break;
                case JsonRpcRequest { Method: RequestMethods.ResourcesUnsubscribe } unsubscribe when Uri(unsubscribe) is { } uri:
                    _subscriptions.Remove(uri);
                    break;
            }
        }
    }

    /// <summary>Whether a message answers what was said in the client's place.</summary>
    public static bool IsOwn(JsonRpcMessage message) =>
        message is JsonRpcMessageWithId { Id.Id: string id } and not JsonRpcRequest && id.StartsWith(OwnId, StringComparison.Ordinal);

    /// <summary>Says it again, in the client's place.</summary>
    public async Task RepeatAsync(HostLink link, CancellationToken cancellationToken)
    {
        JsonRpcRequest? initialize;
        JsonRpcRequest[] subscriptions;
        lock (_lock) (initialize, subscriptions) = (_initialized ? _initialize : null, [.. _subscriptions.Values]);
        if (initialize is null) return;
        await link.SendAsync(Own(initialize), cancellationToken);
        await link.SendAsync(new JsonRpcNotification { Method = NotificationMethods.InitializedNotification }, cancellationToken);
        foreach (JsonRpcRequest subscription in subscriptions) await link.SendAsync(Own(subscription), cancellationToken);
    }

    private static string? Uri(JsonRpcRequest request) => (request.Params as JsonObject)?["uri"] is JsonValue value && value.TryGetValue(out string? uri) ? uri : null;

    private JsonRpcRequest Own(JsonRpcRequest request) => new()
    {
        Method = request.Method,
        Params = request.Params?.DeepClone(),
        Id = new RequestId($"{OwnId}{Interlocked.Increment(ref _last)}"),
    };
}
