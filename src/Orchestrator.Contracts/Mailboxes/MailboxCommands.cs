using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>Takes messages out of an inbox for a time.</summary>
[Immutable]
public sealed record ReceiveMessages : ICommand
{
    /// <summary>The longest that one call to the grain waits; the faces wait longer by calling again.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    /// <summary>How many at most, 1 to 100.</summary>
    public int Max { get; init; } = 10;

    /// <summary>How long to wait for a first message when there is none: 0 to 20 s.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How long they are the caller's before they come back unless acknowledged: 1 s to 12 h.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public void Validate()
    {
        Check.Range(Max, "max", 1, 100);
        Check.Range(Wait, "wait", TimeSpan.Zero, MaxWait);
        Check.Range(Lease, "lease", TimeSpan.FromSeconds(1), TimeSpan.FromHours(12));
    }
}

/// <summary>Messages that a conversation hands to a mailbox, in order.</summary>
[Immutable]
public sealed record DeliverMessages : ICommand
{
    /// <summary>The conversation they stand in.</summary>
    public required ConversationId ConversationId { get; init; }

    /// <summary>The messages in the order of their numbers.</summary>
    public required IReadOnlyList<MessageView> Messages { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Messages.Count == 0) throw new ValidationException("messages", "must not be empty");
    }
}
