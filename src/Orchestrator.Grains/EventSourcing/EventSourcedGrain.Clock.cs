namespace Orchestrator.Grains.EventSourcing;

/// <content>Acting when the clock changes something, such as the end of a lease, while the grain is active.</content>
public abstract partial class EventSourcedGrain<TState, TEvent>
{
    private static readonly TimeSpan LongestWatch = TimeSpan.FromHours(12);

    private IGrainTimer? _clock;
    private DateTimeOffset _watchedUntil = DateTimeOffset.MaxValue;

    /// <summary>Has <see cref="OnClockAsync"/> called at a time, or earlier where it was asked for an earlier one.</summary>
    /// <param name="next">When the clock next changes something; null for never.</param>
    protected void WatchClock(DateTimeOffset? next)
    {
        if (next is not { } at || at >= _watchedUntil) return;
        DateTimeOffset now = Now();
        TimeSpan due = at > now ? at - now : TimeSpan.Zero;
        _watchedUntil = at;
        if (due > LongestWatch) (due, _watchedUntil) = (LongestWatch, now + LongestWatch);
        if (_clock is null)
        {
            _clock = this.RegisterGrainTimer(
                ClockAsync, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true });
        }
        else
        {
            _clock.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Does what the clock demands, and says again until when to watch it.</summary>
    protected virtual Task OnClockAsync() => Task.CompletedTask;

    private Task ClockAsync(CancellationToken cancellationToken)
    {
        _watchedUntil = DateTimeOffset.MaxValue;
        return OnClockAsync();
    }
}
