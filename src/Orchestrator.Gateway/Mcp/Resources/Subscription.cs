using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Orchestrator.Gateway.Mcp.Resources;

/// <summary>A request that stays open to be told of changes (<c>subscriptions/listen</c>).</summary>
/// <param name="server">Sends within the request's own answer.</param>
/// <param name="id">The request's id, by which the client knows what is told for it.</param>
internal sealed class Subscription(McpServer server, RequestId id)
{
    /// <summary>Says first which resources are told of.</summary>
    public Task AcknowledgeAsync(IReadOnlyList<string> uris, CancellationToken cancellationToken)
    {
        var granted = new JsonObject();
        if (uris.Count > 0) granted["resourceSubscriptions"] = new JsonArray([.. uris.Select(uri => (JsonNode)uri)]);
        return SendAsync(NotificationMethods.SubscriptionsAcknowledgedNotification, new JsonObject { ["notifications"] = granted }, cancellationToken);
    }

    /// <summary>Says that a resource changed.</summary>
    public Task TellAsync(string uri, CancellationToken cancellationToken) =>
        SendAsync(NotificationMethods.ResourceUpdatedNotification, new JsonObject { ["uri"] = uri }, cancellationToken);

    private Task SendAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        parameters["_meta"] = new JsonObject { [MetaKeys.SubscriptionId] = id.Id is long number ? JsonValue.Create(number) : JsonValue.Create(id.ToString()) };
        return server.SendMessageAsync(new JsonRpcNotification { Method = method, Params = parameters }, cancellationToken);
    }
}
