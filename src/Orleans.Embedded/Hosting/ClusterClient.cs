using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Starts and stops the client with its host.</summary>
internal sealed class ClusterClient(IServiceProvider services) : IHostedService
{
    private readonly IClientRuntime _runtime = services.GetService<IClientRuntime>()
        ?? (services.GetService<GrainCluster>() is not null
            ? ActivatorUtilities.CreateInstance<LocalClient>(services)
            : throw new OrleansConfigurationException(
                "The client does not know how to reach a silo; call UseEmbeddedGateway on its builder."));

    /// <summary>Gets the factory of references.</summary>
    public IClusterClient GrainFactory => _runtime.GrainFactory;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _runtime.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _runtime.StopAsync(cancellationToken);
}
