using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What is logged about reminders.</summary>
internal static partial class ReminderLog
{
    /// <summary>Logged when a grain cannot be reminded.</summary>
    [LoggerMessage(40, LogLevel.Error, "Could not deliver reminder tick for {Entry}, next tick will follow")]
    public static partial void TickFailed(ILogger logger, ReminderEntry entry, Exception exception);

    /// <summary>Logged when the table cannot be read.</summary>
    [LoggerMessage(41, LogLevel.Warning, "Failed to read reminders, will try again in {Delay}")]
    public static partial void ReadFailed(ILogger logger, TimeSpan delay, Exception exception);
}
