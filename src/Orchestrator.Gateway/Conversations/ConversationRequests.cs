using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Gateway.Conversations;

/// <summary>The body of an edit; the path names the message.</summary>
public sealed record EditMessageRequest
{
    /// <inheritdoc cref="EditMessage.AgentId"/>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="SendMessage.Content"/>
    public required JsonElement Content { get; init; }
}

/// <summary>The body that goes with a new participant; the path names the agent.</summary>
public sealed record JoinRequest
{
    /// <inheritdoc cref="JoinConversation.Role"/>
    public string? Role { get; init; }
}
