#if ORLEANS
using System.Net;
#endif
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orchestrator.Client.Connecting;

/// <summary>Where the Orleans client finds the grains: the one thing that the two grain engines do differently.</summary>
internal static class ClusterConnection
{
#if ORLEANS
    private const string DevelopmentCluster = "dev";

    public static void AddTo(IServiceCollection services)
    {
        services.AddOrleansClient(Configure);
        services.AddOptions<ClientMessagingOptions>().Configure<IOptions<OrchestratorClientOptions>>(SetTimeout);
    }

    private static void Configure(IClientBuilder client)
    {
        client.AddActivityPropagation();
        client.UseStaticClustering((OptionsBuilder<StaticGatewayListProviderOptions> gateways) => gateways
            .Configure<IOptions<OrchestratorClientOptions>>((list, options) =>
            {
                IEnumerable<IPEndPoint> known = options.Value.Gateways.DefaultIfEmpty(new IPEndPoint(IPAddress.Loopback, 30_000));
                list.Gateways = [.. known.Select(gateway => new Uri($"gwy.tcp://{gateway}/0"))];
            }));
        client.UseConnectionRetryFilter<FirstConnection>();
        client.Services.AddSingleton<IOutgoingGrainCallFilter, TokenOfCalls>();

        // What UseLocalhostClustering falls back to; configure ClusterOptions for a cluster with names of its own.
        client.Services.PostConfigure<ClusterOptions>(options =>
        {
            if (string.IsNullOrWhiteSpace(options.ClusterId)) options.ClusterId = DevelopmentCluster;
            if (string.IsNullOrWhiteSpace(options.ServiceId)) options.ServiceId = DevelopmentCluster;
        });
    }
#else
    public static void AddTo(IServiceCollection services)
    {
        new ServicesHostBuilder(services).UseOrleansClient(Configure);
        services.AddOptions<ClientMessagingOptions>().Configure<IOptions<OrchestratorClientOptions>>(SetTimeout);
    }

    private static void Configure(IClientBuilder client)
    {
        client.AddActivityPropagation();
        client.UseEmbeddedGateway(_ => { });
        client.Services.AddOptions<EmbeddedGatewayOptions>().Configure<IOptions<OrchestratorClientOptions>>((gateway, options) =>
        {
            gateway.Endpoint = options.Value.Endpoint;
            gateway.Token = options.Value.Token;
            gateway.StartTimeout = Max(options.Value.RetryFor, gateway.StartTimeout);
            gateway.ShortestRetryDelay = options.Value.ReconnectMinDelay;
            gateway.LongestRetryDelay = options.Value.ReconnectMaxDelay;
        });
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
#endif

    private static void SetTimeout(ClientMessagingOptions messaging, IOptions<OrchestratorClientOptions> options) =>
        messaging.ResponseTimeout = options.Value.CallTimeout;
}
