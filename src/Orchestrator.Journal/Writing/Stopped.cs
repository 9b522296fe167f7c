namespace Orchestrator.Journal.Writing;

/// <summary>The answer to calls before the journal was started and after it was stopped.</summary>
internal static class Stopped
{
    public static JournalUnavailableException Error() => new(
        "The journal isn't running: it was stopped, or its host hasn't started it yet.",
        JournalUnavailableReason.Stopped,
        JournalWriteOutcome.NotWritten);
}
