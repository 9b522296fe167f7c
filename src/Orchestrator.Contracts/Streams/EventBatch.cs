namespace Orchestrator.Contracts.Streams;

/// <summary>
/// Events that a host pushes, in order. Each batch begins where the one before ended, so a client that is at
/// <paramref name="After"/> may take it, and one that is elsewhere knows that something got lost or came twice.
/// </summary>
/// <param name="Run">The run of the subscription it belongs to (<see cref="FollowEvents.Run"/>).</param>
/// <param name="After">The place behind which it begins.</param>
/// <param name="Next">The place behind it, also where the events before it were not wanted.</param>
/// <param name="Events">The events; none when only the place moved on.</param>
[Immutable]
public sealed record EventBatch(long Run, EventCursor After, EventCursor Next, IReadOnlyList<StreamedEvent> Events);
