using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>A client of a cluster in the same process.</summary>
internal sealed class LocalClient : IClientRuntime, IDisposable
{
    private readonly GrainCluster _cluster;
    private readonly LocalCaller _caller;
    private readonly ObserverHost _observers;

    /// <summary>Makes the client.</summary>
    public LocalClient(
        IServiceProvider services,
        GrainCluster cluster,
        TimeProvider time,
        IOptions<ClientMessagingOptions> options,
        ILogger<LocalClient> log)
    {
        _cluster = cluster;
        _caller = new(cluster, silo: null, time, options.Value, services.GetServices<IOutgoingGrainCallFilter>());
        _observers = new(ClientIds.NewClient(), services, [.. services.GetServices<IIncomingGrainCallFilter>()], log);
        GrainFactory = new GrainFactory(_caller, _observers);
    }

    /// <inheritdoc/>
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
        _caller.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _caller.Dispose();
}
