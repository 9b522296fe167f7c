namespace Orchestrator.Grains.EventSourcing;

/// <summary>A command that came with a key and is in the journal.</summary>
/// <param name="Key">The caller's key.</param>
/// <param name="Digest">Of the method's name and its arguments.</param>
/// <param name="Row">The sequence of the first event of its row, whose metadata has the answer.</param>
/// <param name="At">When it was committed.</param>
public sealed record RememberedKey(string Key, string Digest, long Row, DateTimeOffset At);
