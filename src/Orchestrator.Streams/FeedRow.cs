using Orchestrator.Journal;

namespace Orchestrator.Streams;

/// <summary>A commit as all readers get it.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Events">Its events, in order.</param>
/// <param name="Bytes">About what it takes in memory.</param>
internal sealed record FeedRow(long Position, FeedEvent[] Events, long Bytes)
{
    /// <summary>Decodes a row of the journal.</summary>
    public static FeedRow Of(JournalEntry row)
    {
        FeedEvent[] events = FeedEvent.AllOf(row);
        return new(row.Position, events, row.Payload.Length + events.Sum(one => (long)one.Frame.Length));
    }
}
