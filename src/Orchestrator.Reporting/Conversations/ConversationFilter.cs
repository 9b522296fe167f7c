using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Reporting.Conversations;

/// <summary>Which conversations to list; what is null does not matter.</summary>
public sealed record ConversationFilter
{
    /// <summary>An agent that takes or took part.</summary>
    public AgentId? Participant { get; init; }

    /// <summary>Where the conversation stands.</summary>
    public ConversationStatus? Status { get; init; }

    /// <summary>The session it belongs to.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The task it is about.</summary>
    public string? TaskId { get; init; }
}
