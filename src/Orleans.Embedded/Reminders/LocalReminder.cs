using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>A reminder that this silo makes tick.</summary>
internal sealed class LocalReminder : IDisposable
{
    // Longer waits than timers know are made in parts.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly IRemindable _grain;
    private readonly Func<bool> _mayTick;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private DateTime _due;
    private bool _ticking;
    private bool _disposed;

    /// <summary>Makes a reminder and starts to wait.</summary>
    public LocalReminder(ReminderEntry entry, IRemindable grain, TimeProvider time, Func<bool> mayTick, ILogger log)
    {
        Entry = entry;
        (_grain, _time, _mayTick, _log) = (grain, time, mayTick, log);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(
                static state => ((LocalReminder)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        lock (_gate)
        {
            WaitUntil(ReminderSchedule.Next(entry, Now));
        }
    }

    /// <summary>Gets what is stored.</summary>
    public ReminderEntry Entry { get; }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_disposed || _ticking) return;
            if (_due > Now)
            {
                WaitUntil(_due);
                return;
            }

            _ticking = true;
        }

        _ = TickAsync();
    }

    private async Task TickAsync()
    {
        try
        {
            if (_mayTick())
            {
                var start = DateTime.SpecifyKind(Entry.StartAt, DateTimeKind.Utc);
                await _grain.ReceiveReminder(Entry.ReminderName, new(start, Entry.Period, Now));
            }
        }
        catch (Exception exception)
        {
            // The schedule goes on: the next tick may do better.
            ReminderLog.TickFailed(_log, Entry, exception);
        }

        lock (_gate)
        {
            _ticking = false;
            if (!_disposed) WaitUntil(ReminderSchedule.Following(Entry, _due, Now));
        }
    }

    private void WaitUntil(DateTime due)
    {
        _due = due;
        var wait = due - Now;
        _timer.Change(
            wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
