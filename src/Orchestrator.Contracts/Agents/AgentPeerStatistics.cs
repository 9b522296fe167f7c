using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Agents;

/// <summary>
/// The messages between an agent and one other in numbers. All but <see cref="Sent"/> and <see cref="Received"/> count both
/// directions together, so both agents are told the same. What an agent sends to itself counts once in them, and as sent and as
/// received.
/// </summary>
[Immutable]
public sealed record AgentPeerStatistics
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>The other one, registered or not.</summary>
    public required AgentId PeerId { get; init; }

    /// <summary>Messages from the agent to the peer; one to all of a conversation counts for each recipient.</summary>
    public required long Sent { get; init; }

    /// <summary>Messages from the peer to the agent.</summary>
    public required long Received { get; init; }

    /// <summary>Those that their recipient acknowledged.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Those that failed, were dead-lettered or expired.</summary>
    public required long Failed { get; init; }

    /// <summary>Those that may still be handed out.</summary>
    public required long Pending { get; init; }

    /// <summary>Mean time from sent to acknowledged of all that were acknowledged, in milliseconds; null without any.</summary>
    public double? AverageDeliveryTimeMs { get; init; }

    /// <summary>
    /// The time from sent to acknowledged, in milliseconds, that half of them did not exceed. Of each of the two agents, the
    /// newest <see cref="AgentStatistics.NewestDeliveries"/> deliveries are looked at, whoever sent them; null when none
    /// of those came from the other.
    /// </summary>
    public long? MedianDeliveryTimeMs { get; init; }

    /// <summary>As <see cref="MedianDeliveryTimeMs"/>, but what 95 of 100 did not exceed.</summary>
    public long? P95DeliveryTimeMs { get; init; }

    /// <summary>When the last of them was sent.</summary>
    public required DateTimeOffset LastMessageAt { get; init; }
}
