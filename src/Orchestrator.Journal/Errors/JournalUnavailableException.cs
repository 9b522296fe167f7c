namespace Orchestrator.Journal;

/// <summary>The store can't be written or read now. Later calls may succeed; nothing needs restarting.</summary>
/// <param name="message">What was tried and what went wrong.</param>
/// <param name="reason">The kind of failure.</param>
/// <param name="outcome">For a write: whether it may have been written. For a read: not written.</param>
/// <param name="innerException">The store's own error, if any.</param>
public sealed class JournalUnavailableException(
    string message,
    JournalUnavailableReason reason,
    JournalWriteOutcome outcome,
    Exception? innerException = null) : JournalException(message, innerException)
{
    /// <summary>The kind of failure.</summary>
    public JournalUnavailableReason Reason { get; } = reason;

    /// <summary>Whether the write may have been written.</summary>
    public JournalWriteOutcome Outcome { get; } = outcome;
}
