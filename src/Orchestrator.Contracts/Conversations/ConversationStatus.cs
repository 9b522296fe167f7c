using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Conversations;

/// <summary>Where a conversation stands: <c>active → completed → archived</c>.</summary>
[JsonConverter(typeof(WordConverter<ConversationStatus>))]
public enum ConversationStatus
{
    /// <summary>Messages may be sent.</summary>
    Active,

    /// <summary>Closed; it may be read.</summary>
    Completed,

    /// <summary>Closed and put away.</summary>
    Archived,
}
