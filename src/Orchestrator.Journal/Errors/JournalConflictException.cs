namespace Orchestrator.Journal;

/// <summary>
/// The fence: the grain has a row at that sequence already, so another activation has written since. Nothing of the
/// append was written. Drop the memory, reload from the journal and decide again.
/// </summary>
/// <param name="grain">The grain's identity.</param>
/// <param name="sequence">The sequence that is used already.</param>
public sealed class JournalConflictException(string grain, long sequence) : JournalException(
    $"Grain '{grain}' has a journal row at sequence {sequence} already; reload it and decide again.")
{
    /// <summary>The grain's identity.</summary>
    public string Grain { get; } = grain;

    /// <summary>The sequence that is used already.</summary>
    public long Sequence { get; } = sequence;
}
