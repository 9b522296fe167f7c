using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Adds reminders to a silo.</summary>
public static class SiloBuilderReminderExtensions
{
    /// <summary>Adds reminders; they are stored in the <see cref="IReminderTable"/> that is registered.</summary>
    public static ISiloBuilder AddReminders(this ISiloBuilder builder)
    {
        builder.Services.AddReminders();
        return builder;
    }

    /// <summary>Adds reminders; they are stored in the <see cref="IReminderTable"/> that is registered.</summary>
    public static void AddReminders(this IServiceCollection services)
    {
        if (services.Any(one => one.ServiceType == typeof(ReminderService))) return;
        services.AddSingleton<ReminderService>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            static provider => provider.GetRequiredService<ReminderService>());
    }
}

/// <summary>Adds reminders that are kept in memory.</summary>
public static class SiloBuilderReminderMemoryExtensions
{
    /// <summary>Adds reminders that are lost when the cluster stops; for development and tests.</summary>
    public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder)
    {
        builder.AddReminders();
        builder.Services.TryAddSingleton<IReminderTable>(
            static provider => provider.GetRequiredService<GrainCluster>().MemoryReminders);
        return builder;
    }
}
