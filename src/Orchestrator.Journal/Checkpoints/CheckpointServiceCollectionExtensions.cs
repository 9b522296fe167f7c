using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orchestrator.Journal.Postgres;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>Registers the store of snapshots.</summary>
public static class CheckpointServiceCollectionExtensions
{
    /// <summary>
    /// Registers a store of files in the journal's data folder (<see cref="JournalOptions.DataDirectory"/>). Calling it again
    /// only adds to the options.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddCheckpointFiles(this IServiceCollection services, Action<CheckpointOptions>? configure = null)
    {
        AddOptions(services, configure);
        services.TryAddSingleton<ICheckpointStore, FileCheckpointStore>();
        return services;
    }

    /// <summary>
    /// Registers a store in the journal's PostgreSQL database, which all nodes share; at start it compares the keys with those
    /// of the other nodes. Needs a PostgreSQL journal. Calling it again only adds to the options.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddPostgresCheckpoints(this IServiceCollection services, Action<CheckpointOptions>? configure = null)
    {
        AddOptions(services, configure);
        services.TryAddSingleton<PostgresCheckpointStore>();
        services.TryAddSingleton<ICheckpointStore>(provider => provider.GetRequiredService<PostgresCheckpointStore>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SharedKeysCheck>());
        return services;
    }

    private static void AddOptions(IServiceCollection services, Action<CheckpointOptions>? configure)
    {
        services.AddLogging();
        services.AddOptions<CheckpointOptions>().ValidateOnStart();
        if (configure is not null) services.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CheckpointOptions>, CheckpointOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
    }
}
