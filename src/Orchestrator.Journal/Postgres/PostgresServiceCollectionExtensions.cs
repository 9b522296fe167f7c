using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Journal.Postgres;
using Orleans.Storage;

namespace Orchestrator.Journal;

/// <summary>Registers what is kept in the journal's PostgreSQL database beside the journal.</summary>
public static class PostgresServiceCollectionExtensions
{
    /// <summary>
    /// Registers grain storage in the journal's database under the key <see cref="SqliteGrainStorage.Name"/>, for the
    /// embedded grain engine. Needs a PostgreSQL journal.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see cref="PostgresGrainStorageOptions.Serializer"/> is required.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPostgresGrainStorage(
        this IServiceCollection services, Action<PostgresGrainStorageOptions> configure)
    {
        services.Configure(configure);
        services.TryAddKeyedSingleton<IGrainStorage, PostgresGrainStorage>(SqliteGrainStorage.Name);
        return services;
    }

    /// <summary>Registers the reminder table in the journal's database, for the embedded grain engine. Needs a PostgreSQL journal.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPostgresReminders(this IServiceCollection services)
    {
        services.TryAddSingleton<IReminderTable, PostgresReminderTable>();
        return services;
    }
}
