using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Reporting.Conversations;

/// <summary>Which messages to list; what is null does not matter.</summary>
public sealed record MessageFilter
{
    /// <summary>The conversation they stand in.</summary>
    public ConversationId? ConversationId { get; init; }

    /// <summary>The session they belong to.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The agent that sent them.</summary>
    public AgentId? From { get; init; }

    /// <summary>An agent they were sent to, by name or as one of all participants.</summary>
    public AgentId? To { get; init; }

    /// <summary>What they are for.</summary>
    public MessageType? Type { get; init; }
}
