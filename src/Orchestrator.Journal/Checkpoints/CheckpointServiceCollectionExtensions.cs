using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        services.AddLogging();
        services.AddOptions<CheckpointOptions>().ValidateOnStart();
        if (configure is not null) services.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CheckpointOptions>, CheckpointOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICheckpointStore, FileCheckpointStore>();
        return services;
    }
}
