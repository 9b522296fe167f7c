using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Streams;

/// <summary>An event, and where to go on behind it.</summary>
/// <param name="Cursor">The reader's place once it has this event; follow on from here to get each event once.</param>
/// <param name="Event">The event.</param>
[Immutable]
public sealed record StreamedEvent(EventCursor Cursor, EventEnvelope Event);
