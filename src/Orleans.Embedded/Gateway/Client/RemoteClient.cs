using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Orleans.Gateway;

/// <summary>A client of a silo in another process.</summary>
internal sealed class RemoteClient : IClientRuntime, IAsyncDisposable
{
    private readonly RemoteCaller _caller;
    private readonly GatewayConnector _connector;

    /// <summary>Makes the client; it connects once started.</summary>
    public RemoteClient(
        IServiceProvider services,
        TimeProvider time,
        IOptions<EmbeddedGatewayOptions> gateway,
        IOptions<ClientMessagingOptions> messaging,
        IOptions<JsonCodecOptions> codec,
        IOptions<ExceptionSerializationOptions> exceptions,
        ILogger<RemoteClient> log)
    {
        _caller = new(time, messaging.Value, services.GetServices<IOutgoingGrainCallFilter>());
        var observers = new ObserverHost(
            ClientIds.NewClient(), services, [.. services.GetServices<IIncomingGrainCallFilter>()], log);
        var serializer = new WireSerializer(codec.Value.SerializerOptions, _caller);
        _connector = new(
            gateway.Value, _caller, observers, serializer, new(new ExceptionTypes(exceptions.Value)), time, log);
        GrainFactory = new GrainFactory(_caller, observers);
    }

    /// <inheritdoc/>
    public IClusterClient GrainFactory { get; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _connector.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _caller.Close();
        await _connector.StopAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _caller.Dispose();
        _connector.Dispose();
    }
}
