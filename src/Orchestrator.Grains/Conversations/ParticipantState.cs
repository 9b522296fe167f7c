using System.Collections.Immutable;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Grains.Conversations;

/// <summary>An agent's part in a conversation.</summary>
public sealed record ParticipantState
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>What it is there for.</summary>
    public required string Role { get; init; }

    /// <summary>When it first joined.</summary>
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>When it left.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>How many messages it sent here.</summary>
    public long MessageCount { get; init; }

    /// <summary>The number of the last message it read.</summary>
    public long LastRead { get; init; }

    /// <summary>The number of the last message that is for it by name.</summary>
    public long LastAddressed { get; init; }

    /// <summary>The stretches of messages it was there for.</summary>
    public ImmutableArray<Stay> Stays { get; init; } = [];

    /// <summary>Whether it takes part now.</summary>
    public bool Active => LeftAt is null;

    /// <summary>Whether a message is for it.</summary>
    public bool IsRecipient(MessageView message) => message.To switch
    {
        { Group: null } named => named.Names(AgentId),
        { AnyOf: true } => false,
        _ => message.From != AgentId && Stays.Any(stay => stay.Contains(message.Sequence)),
    };

    /// <summary>The number of the last message that may be for it.</summary>
    /// <param name="lastBroadcast">The number of the last message to all.</param>
    public long LastOf(long lastBroadcast)
    {
        if (Stays is not [.., var stay]) return LastAddressed;
        long broadcast = stay.Until is { } until ? Math.Min(until, lastBroadcast) : lastBroadcast;
        return broadcast > Stays[0].After ? Math.Max(LastAddressed, broadcast) : LastAddressed;
    }

    /// <summary>The participant as callers see it.</summary>
    public ParticipantView ToView() => new()
    {
        AgentId = AgentId,
        Role = Role,
        JoinedAt = JoinedAt,
        LeftAt = LeftAt,
        MessageCount = MessageCount,
        LastReadSequence = LastRead,
    };
}

/// <summary>A stretch of messages that an agent was there for.</summary>
/// <param name="After">The number of the last message before it joined.</param>
/// <param name="Until">The number of the last message before it left; null while it is there.</param>
public readonly record struct Stay(long After, long? Until)
{
    /// <summary>Whether the message with this number falls into it.</summary>
    public bool Contains(long sequence) => sequence > After && (Until is not { } until || sequence <= until);
}
