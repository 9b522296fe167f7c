#if ORLEANS
namespace Orchestrator.Host.Engine.Cluster;

/// <summary>
/// Connects the Orleans client while the host starts, and not before: else a gateway could not say that it waits for the silos.
/// </summary>
/// <param name="client">The service of Orleans that connects, and waits until it has.</param>
/// <param name="connection">Told when it has.</param>
/// <param name="logger">Told too.</param>
internal sealed partial class ClusterConnector(IHostedService client, ClusterConnection connection, ILogger<ClusterConnector> logger) : BackgroundService
{
    /// <summary>Puts itself in the place of the service that Orleans registered: its client, which starts as a hosted service.</summary>
    /// <param name="services">The host's services.</param>
    public static void TakeOver(IServiceCollection services)
    {
        ServiceDescriptor own = services.Single(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.Method.Module.Assembly == typeof(ClientBuilderExtensions).Assembly);
        services.Remove(own);
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ClusterConnector>(
            provider, (IHostedService)provider.GetRequiredService<IClusterClient>()));
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await client.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await client.StartAsync(stoppingToken);
            connection.Made();
            LogConnected(logger);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops before there were silos.
        }
    }

    [LoggerMessage(LogLevel.Information, "Connected with the cluster")]
    private static partial void LogConnected(ILogger logger);
}
#endif
