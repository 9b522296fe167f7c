using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Delivery.Tests.Hosting;

/// <summary>Makes messages on their way out.</summary>
public static class Outgoing
{
    /// <summary>From <c>planner</c> to <c>coder</c>, with the id <c>m-1</c>.</summary>
    public static OutgoingDelivery Text(string content, DeliveryEndpoints endpoints) =>
        Of(JsonSerializer.SerializeToElement(content), endpoints);

    public static OutgoingDelivery Of(JsonElement content, DeliveryEndpoints endpoints) => new(
        AgentId.Parse("coder"), Attempt: 2, MessageOf(content), endpoints);

    public static MessageView MessageOf(JsonElement content) => new()
    {
        Id = MessageId.Parse("m-1"),
        ConversationId = ConversationId.Parse("c-1"),
        Sequence = 7,
        From = AgentId.Parse("planner"),
        To = AgentId.Parse("coder"),
        Type = default,
        Priority = Priority.Normal,
        Content = content,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Delivers what must fail, and returns why.</summary>
    public static Task<DeliveryException> FailsAsync(this IDeliveryMethod method, OutgoingDelivery delivery) =>
        Assert.ThrowsAsync<DeliveryException>(() => method.DeliverAsync(delivery, CancellationToken.None));
}
