using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Agents;

/// <summary>An agent's messages in numbers (S1 <c>get_agent_message_statistics</c>, S2 <c>agents</c>).</summary>
[Immutable]
public sealed record AgentStatistics
{
    /// <summary>How many of the newest acknowledged deliveries the medians and percentiles look at.</summary>
    public const int NewestDeliveries = 10_000;

    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>Conversations it takes part in.</summary>
    public required long TotalConversations { get; init; }

    /// <summary>Messages it sent.</summary>
    public required long TotalMessagesSent { get; init; }

    /// <summary>Messages sent to it.</summary>
    public required long TotalMessagesReceived { get; init; }

    /// <summary>Messages to it that may still be handed out: neither acknowledged nor ended otherwise.</summary>
    public required long PendingMessages { get; init; }

    /// <summary>Messages it acknowledged.</summary>
    public required long AcknowledgedMessages { get; init; }

    /// <summary>Messages to it that it said can't be done and that nobody requeued.</summary>
    public required long FailedMessages { get; init; }

    /// <summary>Messages to it that were handed out too often and that nobody requeued.</summary>
    public required long DeadLetteredMessages { get; init; }

    /// <summary>Messages to it that it did not acknowledge before their time was over.</summary>
    public required long ExpiredMessages { get; init; }

    /// <summary>Messages to it that were handed out more than once since they came in or were last requeued.</summary>
    public required long RetriedMessages { get; init; }

    /// <summary>Mean time from a message to its response to it, in milliseconds; null without any.</summary>
    public double? AverageResponseTimeMs { get; init; }

    /// <summary>Mean time from sent to acknowledged of all messages it acknowledged, in milliseconds; null without any.</summary>
    public double? AverageDeliveryTimeMs { get; init; }

    /// <summary>
    /// The time from sent to acknowledged, in milliseconds, that half of the messages to it did not exceed; of those it
    /// acknowledged, the <see cref="NewestDeliveries"/> that were sent last count. Null without any.
    /// </summary>
    public long? MedianDeliveryTimeMs { get; init; }

    /// <summary>As <see cref="MedianDeliveryTimeMs"/>, but what 95 of 100 did not exceed.</summary>
    public long? P95DeliveryTimeMs { get; init; }

    /// <summary>When it last sent or was sent a message.</summary>
    public DateTimeOffset? LastConversationAt { get; init; }
}
