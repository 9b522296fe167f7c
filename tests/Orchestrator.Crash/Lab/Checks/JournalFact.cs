using System.Text.Json;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>A row of the journal.</summary>
internal sealed record JournalFact(long Position, string Grain, long Sequence, IReadOnlyList<JsonElement> Events);
