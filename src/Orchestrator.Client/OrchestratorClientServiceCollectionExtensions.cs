using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orchestrator.Client.Connecting;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Client;

/// <summary>Registers the client.</summary>
public static class OrchestratorClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IOrchestratorClient"/> and the Orleans client beneath it, which connects when the
    /// application's host starts. Register services that use it after it: they are then stopped before it.
    /// </summary>
    /// <param name="services">The services of the agent's process.</param>
    /// <param name="configure">Sets the options; a second call adds to the first.</param>
    public static IServiceCollection AddOrchestratorClient(
        this IServiceCollection services, Action<OrchestratorClientOptions>? configure = null)
    {
        services.AddOptions<OrchestratorClientOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        if (services.Any(service => service.ServiceType == typeof(IOrchestratorClient))) return services;
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<OrchestratorClientOptions>, OrchestratorClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddOrchestratorSerialization();
        ClusterConnection.AddTo(services);
        services.AddSingleton<IOrchestratorClient, OrchestratorClient>();
        return services;
    }
}
