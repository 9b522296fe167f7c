using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Delivery.Webhook;

/// <summary>What is posted.</summary>
/// <param name="Recipient">The agent that the message is for.</param>
/// <param name="Attempt">How many times it is posted, this time included; more after failures.</param>
/// <param name="Message">The message, as HTTP answers have it.</param>
internal sealed record WebhookBody(AgentId Recipient, int Attempt, MessageView Message)
{
    private static readonly JsonTypeInfo<WebhookBody> Shape = (JsonTypeInfo<WebhookBody>)Options().GetTypeInfo(typeof(WebhookBody));

    /// <summary>Its JSON, in UTF-8.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Shape);

    private static JsonSerializerOptions Options()
    {
        JsonSerializerOptions contracts = OrchestratorJson.Http;
        return new(contracts)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(contracts.TypeInfoResolver, WebhookJsonContext.Default),
        };
    }
}

/// <summary>The shape that only webhooks have.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WebhookBody))]
internal sealed partial class WebhookJsonContext : JsonSerializerContext;
