namespace Orleans.Hosting;

/// <summary>How reminders are kept.</summary>
public sealed class ReminderOptions
{
    /// <summary>Gets or sets the shortest period that grains may ask for.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the time between two looks into the table for reminders that others wrote.</summary>
    public TimeSpan RefreshReminderListPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long the table may take to start.</summary>
    public TimeSpan InitializationTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
