using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Journal.Locks;
using Orchestrator.Journal.Postgres;
using Orleans.Storage;

namespace Orchestrator.Journal;

/// <summary>Registers the journal.</summary>
public static class JournalServiceCollectionExtensions
{
    /// <summary>
    /// Registers the SQLite journal as <see cref="IJournal"/> and <see cref="SqliteJournal"/>, opened and closed by the
    /// host. Calling it again only adds to the options.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see cref="JournalOptions.DataDirectory"/> is required.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSqliteJournal(this IServiceCollection services, Action<JournalOptions> configure)
    {
        services.AddMetrics();
        services.AddLogging();
        services.AddOptions<JournalOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JournalOptions>, JournalOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SqliteJournal>();
        services.TryAddSingleton<IClusterLock>(provider => provider.GetRequiredService<SqliteJournal>().Locks);
        services.TryAddSingleton<IJournal>(provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SqliteJournal>(
            provider => provider.GetRequiredService<SqliteJournal>()));
        return services;
    }

    /// <summary>
    /// Registers a journal that is opened and closed elsewhere: for several silos in one process, which share it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="shared">The journal; not disposed with these services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSqliteJournal(this IServiceCollection services, SqliteJournal shared)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(shared);
        services.TryAddSingleton<IClusterLock>(provider => provider.GetRequiredService<SqliteJournal>().Locks);
        services.TryAddSingleton<IJournal>(shared);
        return services;
    }

    /// <summary>
    /// Registers grain storage in the journal's database under the key <see cref="SqliteGrainStorage.Name"/>. Needs a
    /// SQLite journal.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see cref="SqliteGrainStorageOptions.Serializer"/> is required.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSqliteGrainStorage(
        this IServiceCollection services, Action<SqliteGrainStorageOptions> configure)
    {
        services.Configure(configure);
        services.TryAddKeyedSingleton<IGrainStorage, SqliteGrainStorage>(SqliteGrainStorage.Name);
        return services;
    }

    /// <summary>Registers the reminder table in the journal's database. Needs a SQLite journal.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSqliteReminders(this IServiceCollection services)
    {
        services.TryAddSingleton<IReminderTable, SqliteReminderTable>();
        return services;
    }

    /// <summary>
    /// Registers the PostgreSQL journal as <see cref="IJournal"/> and <see cref="PostgresJournal"/>, opened and closed by the
    /// host. Calling it again only adds to the options.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see cref="PostgresJournalOptions.ConnectionString"/> is required.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPostgresJournal(this IServiceCollection services, Action<PostgresJournalOptions> configure)
    {
        services.AddMetrics();
        services.AddLogging();
        services.AddOptions<PostgresJournalOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgresJournalOptions>, PostgresJournalOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PostgresDatabase>();
        services.TryAddSingleton<IClusterLock, PostgresClusterLock>();
        services.TryAddSingleton(provider => new PostgresJournal(
            provider.GetRequiredService<IOptions<PostgresJournalOptions>>(),
            provider.GetRequiredService<PostgresDatabase>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<ILogger<PostgresJournal>>()));
        services.TryAddSingleton<IJournal>(provider => provider.GetRequiredService<PostgresJournal>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PostgresJournal>(
            provider => provider.GetRequiredService<PostgresJournal>()));
        return services;
    }
}
