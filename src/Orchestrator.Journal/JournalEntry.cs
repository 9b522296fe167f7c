namespace Orchestrator.Journal;

/// <summary>One committed row: one commit of one grain, holding one or more of its events.</summary>
/// <param name="Position">The row's place in the order of the whole journal, from 1, strictly increasing.</param>
/// <param name="Grain">The grain's identity.</param>
/// <param name="Sequence">The number of the row's first event within its grain, from 1.</param>
/// <param name="Type">The distinct event types of the row, comma-joined.</param>
/// <param name="Payload">The events as a JSON array in UTF-8.</param>
/// <param name="Metadata">Who acted, trace and idempotency key as the text of a JSON object.</param>
/// <param name="At">When the grain decided, UTC, to the millisecond.</param>
public sealed record JournalEntry(
    long Position,
    string Grain,
    long Sequence,
    string Type,
    JsonText Payload,
    string Metadata,
    DateTimeOffset At);
