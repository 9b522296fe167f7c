namespace Orchestrator.Journal;

/// <summary>What is known of a write that could not be acknowledged.</summary>
public enum JournalWriteOutcome
{
    /// <summary>Nothing of it was written nor ever will be: it may be tried again as it is.</summary>
    NotWritten,

    /// <summary>
    /// It may have been written, or appear after a restart: reload the grain before deciding again. Trying the same
    /// sequence again is safe, the fence refuses a second copy.
    /// </summary>
    Unknown,
}
