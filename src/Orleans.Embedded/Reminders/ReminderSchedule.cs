namespace Orleans.Runtime;

/// <summary>When reminders are due: at their start and at whole periods after it. Ticks missed are skipped.</summary>
internal static class ReminderSchedule
{
    /// <summary>The next tick at or after a time.</summary>
    public static DateTime Next(ReminderEntry entry, DateTime now)
    {
        var start = DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc);
        if (now <= start) return start;

        var since = (now - start).Ticks;
        var period = Math.Max(entry.Period.Ticks, TimeSpan.TicksPerMillisecond);
        var periods = (since + period - 1) / period;
        return Add(start, periods * period);
    }

    /// <summary>The next tick after one that was made.</summary>
    public static DateTime Following(ReminderEntry entry, DateTime made, DateTime now)
    {
        var next = Next(entry, now);
        return next > made ? next : Add(made, Math.Max(entry.Period.Ticks, TimeSpan.TicksPerMillisecond));
    }

    private static DateTime Add(DateTime time, long ticks) =>
        ticks > (DateTime.MaxValue - time).Ticks ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : time.AddTicks(ticks);
}
