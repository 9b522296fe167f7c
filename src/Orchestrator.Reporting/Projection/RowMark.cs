using Orchestrator.Journal;

namespace Orchestrator.Reporting.Projection;

/// <summary>A place in the journal, and enough of the row there to tell it from the same place of another journal.</summary>
/// <param name="Position">The row's position; 0 before the first.</param>
/// <param name="Grain">Its grain.</param>
/// <param name="Sequence">Its number within the grain.</param>
/// <param name="At">When it was decided.</param>
internal readonly record struct RowMark(long Position, string Grain, long Sequence, DateTimeOffset At)
{
    public static RowMark Of(JournalEntry entry) => new(entry.Position, entry.Grain, entry.Sequence, entry.At);

    /// <summary>The row as text.</summary>
    public string Fingerprint => $"{Grain} {Sequence} {At.ToUnixTimeMilliseconds()}";
}
