using System.Text.Json;

namespace Orchestrator.Contracts.Journaling;

/// <summary>One event with its place in the journal, as streams and <c>GET /api/v1/journal</c> show it.</summary>
/// <param name="Position">The global position of its commit; several events of one commit share it.</param>
/// <param name="Grain">The grain it happened to, such as <c>session/session_…</c>.</param>
/// <param name="Sequence">Its number within the grain, from 1.</param>
/// <param name="Type">The event's name, such as <c>message-sent</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Actor">Who acted, where known.</param>
/// <param name="Payload">The event itself.</param>
public sealed record EventEnvelope(
    long Position,
    string Grain,
    long Sequence,
    string Type,
    DateTimeOffset At,
    string? Actor,
    JsonElement Payload);
