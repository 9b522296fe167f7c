using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>An agent's mail in numbers.</summary>
public sealed record MailboxCounts
{
    /// <summary>The agent, registered or not.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>Sent to it, not yet in its mailbox.</summary>
    public required long Pending { get; init; }

    /// <summary>In its mailbox, those whose lease ran out included.</summary>
    public required long Queued { get; init; }

    /// <summary>In receivers' hands.</summary>
    public required long Leased { get; init; }

    /// <summary>Done, since the beginning.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Failed or dead-lettered, to be requeued.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>When the oldest of all that are not done was sent.</summary>
    public DateTimeOffset? OldestSentAt { get; init; }
}
