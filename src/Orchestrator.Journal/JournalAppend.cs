namespace Orchestrator.Journal;

/// <summary>One row to be written: one commit of one grain, holding one or more of its events.</summary>
/// <param name="Grain">The grain's identity, 1 to <see cref="MaxGrainLength"/> characters.</param>
/// <param name="Sequence">
/// The number of the row's first event within its grain, from 1. The grain's next row starts at
/// <c>Sequence + EventCount</c>, so an activation that has missed a row always collides with it.
/// </param>
/// <param name="EventCount">How many events <paramref name="Payload"/> holds, at least 1.</param>
/// <param name="Type">
/// The distinct event types of the row, comma-joined, 1 to <see cref="MaxTypeLength"/> characters.
/// </param>
/// <param name="Payload">The events as a JSON array in UTF-8, at most <see cref="MaxTextLength"/> bytes.</param>
/// <param name="Metadata">
/// Who acted, trace and idempotency key as the text of a JSON object, at most <see cref="MaxTextLength"/> characters.
/// </param>
/// <param name="At">When the grain decided; kept to the millisecond, UTC.</param>
public sealed record JournalAppend(
    string Grain,
    long Sequence,
    int EventCount,
    string Type,
    JsonText Payload,
    string Metadata,
    DateTimeOffset At)
{
    /// <summary>The longest grain identity, in characters.</summary>
    public const int MaxGrainLength = 512;

    /// <summary>The longest list of types, in characters.</summary>
    public const int MaxTypeLength = 4_096;

    /// <summary>The longest payload, in bytes, or metadata, in characters.</summary>
    public const int MaxTextLength = 64 << 20;

    /// <summary>Checks the shape of the row; the JSON itself is the caller's word.</summary>
    /// <exception cref="ArgumentException">A property is out of its limits; the message names it.</exception>
    internal void Validate()
    {
        if (Grain is not { Length: > 0 and <= MaxGrainLength })
            throw Refused(nameof(Grain), $"must have 1 to {MaxGrainLength} characters");
        if (Sequence < 1)
            throw Refused(nameof(Sequence), "must be 1 or more");
        if (EventCount < 1 || Sequence > long.MaxValue - EventCount)
            throw Refused(nameof(EventCount), "must be 1 or more and leave room for the next sequence");
        if (Type is not { Length: > 0 and <= MaxTypeLength })
            throw Refused(nameof(Type), $"must name the event types in up to {MaxTypeLength} characters");
        if (Payload.Utf8 is not [(byte)'[', .., (byte)']'] || Payload.Length > MaxTextLength)
            throw Refused(nameof(Payload), $"must be a JSON array in UTF-8 of up to {MaxTextLength} bytes");
        if (Metadata is not ['{', .., '}'] || Metadata.Length > MaxTextLength)
            throw Refused(nameof(Metadata), $"must be the text of a JSON object of up to {MaxTextLength} characters");
    }

    /// <summary>An upper estimate of the row's size on disk, in bytes, cheap to compute.</summary>
    internal long EstimatedBytes => Payload.Length + Metadata.Length + Type.Length + (2 * Grain.Length) + 32L;

    private static ArgumentException Refused(string property, string remedy) =>
        new($"{nameof(JournalAppend)}.{property} {remedy}.", property);
}
