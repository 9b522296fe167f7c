namespace Orchestrator.Contracts.Streams;

/// <summary>
/// Pushes the journal's events to one Orleans client. Its key is the client's own name for the subscription, which no other
/// client uses. It is kept in memory only: the client renews it, and knows itself how far it came.
/// </summary>
[Alias("event-stream")]
public interface IEventStreamGrain : IGrainWithStringKey
{
    /// <summary>Begins to push, or renews what was begun.</summary>
    /// <param name="command">Which events, from where on, how many at a time.</param>
    /// <param name="observer">The client.</param>
    /// <returns>The place behind which it began.</returns>
    /// <exception cref="Errors.ValidationException">A field is not allowed.</exception>
    /// <exception cref="Errors.CursorExpiredException">The journal does not reach back to that place.</exception>
    /// <exception cref="Errors.ConflictException">The journal does not reach that far (<c>cursor-ahead</c>).</exception>
    /// <exception cref="Errors.UnavailableException">As many readers as are allowed follow already.</exception>
    [Alias("follow")]
    Task<EventCursor> Follow(FollowEvents command, IEventObserver observer);

    /// <summary>Makes room for more events.</summary>
    /// <param name="run">The run they came in; other ones are passed over.</param>
    /// <param name="events">How many events of the run were taken, in all.</param>
    [Alias("acknowledge")]
    Task Acknowledge(long run, long events);

    /// <summary>Ends the subscription.</summary>
    [Alias("unfollow")]
    Task Unfollow();
}
