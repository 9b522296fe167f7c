namespace Orchestrator.Journal.Sqlite.Indexing;

/// <summary>Where a row stands.</summary>
/// <param name="Grain">Its grain.</param>
/// <param name="Sequence">The number of its first event within the grain.</param>
/// <param name="Position">Its place in the journal.</param>
internal readonly record struct RowPlace(string Grain, long Sequence, long Position);
