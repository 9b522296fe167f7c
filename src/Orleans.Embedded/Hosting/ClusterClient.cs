using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>A client of a cluster in the same process.</summary>
internal sealed class ClusterClient : IHostedService, IDisposable
{
    private readonly GrainCluster _cluster;
    private readonly LocalCaller _caller;
    private readonly ObserverHost _observers;

    /// <summary>Makes the client.</summary>
    public ClusterClient(
        IServiceProvider services, TimeProvider time, IOptions<ClientMessagingOptions> options, ILogger<ClusterClient> log)
    {
        var cluster = services.GetService<GrainCluster>() ?? throw new OrleansConfigurationException(
            "The client does not know how to reach a cluster.");
        _caller = new(
            cluster,
            silo: null,
            time,
            options.Value.ResponseTimeout,
            services.GetServices<IOutgoingGrainCallFilter>());
        _cluster = cluster;
        _observers = new(ClientIds.NewClient(), services, [.. services.GetServices<IIncomingGrainCallFilter>()], log);
        GrainFactory = new GrainFactory(_caller, _observers);
    }

    /// <summary>Gets the factory of references.</summary>
    public IClusterClient GrainFactory { get; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _cluster.AddClient(_observers);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _cluster.RemoveClient(_observers);
        _caller.Close(static request => new SiloUnavailableException($"The client is stopped; message: {request}."));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _caller.Dispose();
}
