using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Lets grains set reminders, which outlive their activations and the silo.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Sets a reminder, or sets it anew.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        ((IGrainBase)grain).RegisterOrUpdateReminder(reminderName, dueTime, period, CancellationToken.None);

    /// <summary>Sets a reminder, or sets it anew.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period, CancellationToken cancellationToken) =>
        ((IGrainBase)grain).RegisterOrUpdateReminder(reminderName, dueTime, period, cancellationToken);

    /// <summary>Sets a reminder, or sets it anew.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        grain.RegisterOrUpdateReminder(reminderName, dueTime, period, CancellationToken.None);

    /// <summary>Sets a reminder, or sets it anew.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period, CancellationToken cancellationToken)
    {
        CheckName(reminderName);
        return grain is IRemindable
            ? ServiceOf(grain).RegisterAsync(grain.GrainContext.GrainId, reminderName, dueTime, period, cancellationToken)
            : throw new InvalidOperationException(
                $"Grain {grain.GrainContext.GrainId} is not '{nameof(IRemindable)}', so it cannot have reminders.");
    }

    /// <summary>Removes a reminder.</summary>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) =>
        ((IGrainBase)grain).UnregisterReminder(reminder, CancellationToken.None);

    /// <summary>Removes a reminder.</summary>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder, CancellationToken cancellationToken) =>
        ((IGrainBase)grain).UnregisterReminder(reminder, cancellationToken);

    /// <summary>Removes a reminder.</summary>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) =>
        grain.UnregisterReminder(reminder, CancellationToken.None);

    /// <summary>Removes a reminder.</summary>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder, CancellationToken cancellationToken) =>
        ServiceOf(grain).UnregisterAsync(reminder, cancellationToken);

    /// <summary>Finds a reminder; null if there is none.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
        ((IGrainBase)grain).GetReminder(reminderName, CancellationToken.None);

    /// <summary>Finds a reminder; null if there is none.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName, CancellationToken cancellationToken) =>
        ((IGrainBase)grain).GetReminder(reminderName, cancellationToken);

    /// <summary>Finds a reminder; null if there is none.</summary>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) =>
        grain.GetReminder(reminderName, CancellationToken.None);

    /// <summary>Finds a reminder; null if there is none.</summary>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName, CancellationToken cancellationToken)
    {
        CheckName(reminderName);
        return ServiceOf(grain).GetAsync(grain.GrainContext.GrainId, reminderName, cancellationToken);
    }

    /// <summary>Lists the grain's reminders.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) =>
        ((IGrainBase)grain).GetReminders(CancellationToken.None);

    /// <summary>Lists the grain's reminders.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain, CancellationToken cancellationToken) =>
        ((IGrainBase)grain).GetReminders(cancellationToken);

    /// <summary>Lists the grain's reminders.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) => grain.GetReminders(CancellationToken.None);

    /// <summary>Lists the grain's reminders.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain, CancellationToken cancellationToken) =>
        ServiceOf(grain).GetAllAsync(grain.GrainContext.GrainId, cancellationToken);

    private static void CheckName(string reminderName)
    {
        if (string.IsNullOrWhiteSpace(reminderName)) throw new ArgumentNullException(nameof(reminderName));
    }

    private static ReminderService ServiceOf(IGrainBase grain) =>
        grain.GrainContext.ActivationServices.GetService<ReminderService>() ?? throw new OrleansConfigurationException(
            "The reminder service has not been configured; call ISiloBuilder.AddReminders and register an "
            + "IReminderTable, or call UseInMemoryReminderService.");
}
