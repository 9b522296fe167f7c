namespace Orleans.Reminders;

/// <summary>The keys of time providers.</summary>
public static class ReminderTimeProviderNames
{
    /// <summary>The key of the one that reminders go by, if it is not the default one.</summary>
    public const string Reminders = "Orleans.Reminders";
}
