using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Lets grains set reminders, which outlive their activations and the silo.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Sets a reminder, or sets it anew.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        ((IGrainBase)grain).RegisterOrUpdateReminder(reminderName, dueTime, period);

    /// <summary>Sets a reminder, or sets it anew.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        CheckName(reminderName);
        return grain is IRemindable
            ? ServiceOf(grain).RegisterAsync(grain.GrainContext.GrainId, reminderName, dueTime, period)
            : throw new InvalidOperationException(
                $"Grain {grain.GrainContext.GrainId} is not '{nameof(IRemindable)}', so it cannot have reminders.");
    }

    /// <summary>Removes a reminder.</summary>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) =>
        ((IGrainBase)grain).UnregisterReminder(reminder);

    /// <summary>Removes a reminder.</summary>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) =>
        ServiceOf(grain).UnregisterAsync(reminder);

    /// <summary>Finds a reminder; null if there is none.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
        ((IGrainBase)grain).GetReminder(reminderName);

    /// <summary>Finds a reminder; null if there is none.</summary>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName)
    {
        CheckName(reminderName);
        return ServiceOf(grain).GetAsync(grain.GrainContext.GrainId, reminderName);
    }

    /// <summary>Lists the grain's reminders.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => ((IGrainBase)grain).GetReminders();

    /// <summary>Lists the grain's reminders.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) =>
        ServiceOf(grain).GetAllAsync(grain.GrainContext.GrainId);

    private static void CheckName(string reminderName)
    {
        if (string.IsNullOrWhiteSpace(reminderName)) throw new ArgumentNullException(nameof(reminderName));
    }

    private static ReminderService ServiceOf(IGrainBase grain) =>
        grain.GrainContext.ActivationServices.GetService<ReminderService>() ?? throw new OrleansConfigurationException(
            "The reminder service has not been configured; call ISiloBuilder.AddReminders and register an "
            + "IReminderTable, or call UseInMemoryReminderService.");
}
