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

    /// <summary>
    /// The incarnation of the agent that speaks. One of a predecessor is refused as <c>stale-incarnation</c>; when absent,
    /// nothing is checked.
    /// </summary>
    public long? Epoch { get; init; }

    /// <summary>How long they are the caller's before they come back unless acknowledged: 1 s to 12 h.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public void Validate()
    {
        Check.Range(Max, "max", 1, 100);
        Check.Range(Epoch, "epoch", 1, long.MaxValue);
        Check.Range(Wait, "wait", TimeSpan.Zero, MaxWait);
        Check.Range(Lease, "lease", TimeSpan.FromSeconds(1), TimeSpan.FromHours(12));
    }
}

/// <summary>Says that a message is done.</summary>
[Immutable]
public sealed record AcknowledgeMessage : ICommand
{
    /// <summary>The message.</summary>
    public required MessageId MessageId { get; init; }

    /// <inheritdoc cref="ReceiveMessages.Epoch"/>
    public long? Epoch { get; init; }

    /// <inheritdoc/>
    public void Validate() => Check.Range(Epoch, "epoch", 1, long.MaxValue);
}

/// <summary>Gives a message back that was received.</summary>
[Immutable]
public sealed record ReturnMessage : ICommand
{
    /// <summary>The message.</summary>
    public required MessageId MessageId { get; init; }

    /// <inheritdoc cref="ReceiveMessages.Epoch"/>
    public long? Epoch { get; init; }

    /// <summary>
    /// How long it stays away, 0 to 24 h; when absent, longer with each attempt (see <see cref="RetryDelay"/>).
    /// </summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Why, up to 1,000 characters.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        Check.Range(Epoch, "epoch", 1, long.MaxValue);
        if (Delay is { } delay) Check.Range(delay, "delay", TimeSpan.Zero, TimeSpan.FromHours(24));
        Check.OptionalText(Reason, "reason", 1_000);
    }
}

/// <summary>Says that a message can't be done.</summary>
[Immutable]
public sealed record FailMessage : ICommand
{
    /// <summary>The message.</summary>
    public required MessageId MessageId { get; init; }

    /// <inheritdoc cref="ReceiveMessages.Epoch"/>
    public long? Epoch { get; init; }

    /// <summary>Why, 1 to 1,000 characters.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        Check.Range(Epoch, "epoch", 1, long.MaxValue);
        Check.RequiredText(Reason, "reason", 1_000);
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
