#if ORLEANS
using System.Net;
using Npgsql;
using Orleans.Messaging;
using Orleans.Runtime.Membership;
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
    // What UseLocalhostClustering falls back to, and what the host calls a cluster whose silos find each other in PostgreSQL.
    private const string DevelopmentCluster = "dev";
    private const string DefaultCluster = "orchestrator";

    public static void AddTo(IServiceCollection services)
    {
        services.AddOrleansClient(Configure);
        services.AddOptions<ClientMessagingOptions>().Configure<IOptions<OrchestratorClientOptions>>(SetTimeout);
    }

    private static void Configure(IClientBuilder client)
    {
        client.AddActivityPropagation();
        IServiceCollection services = client.Services;
        services.AddOptions<StaticGatewayListProviderOptions>().Configure<IOptions<OrchestratorClientOptions>>((list, options) =>
        {
            IEnumerable<IPEndPoint> known = options.Value.Gateways.DefaultIfEmpty(new IPEndPoint(IPAddress.Loopback, 30_000));
            list.Gateways = [.. known.Select(gateway => new Uri($"gwy.tcp://{gateway}/0"))];
        });
        services.AddOptions<AdoNetClusteringClientOptions>().Configure<IOptions<OrchestratorClientOptions>>((clustering, options) =>
            (clustering.Invariant, clustering.ConnectionString) = ("Npgsql", WithSchema(options.Value.ConnectionString!)));
        services.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));

        // Which of the two is known only when the options are.
        services.AddSingleton<IGatewayListProvider>(provider =>
            provider.GetRequiredService<IOptions<OrchestratorClientOptions>>().Value.ConnectionString is null
                ? ActivatorUtilities.CreateInstance<StaticGatewayListProvider>(provider)
                : ActivatorUtilities.CreateInstance<AdoNetGatewayListProvider>(provider));
        client.UseConnectionRetryFilter<FirstConnection>();
        services.AddSingleton<IOutgoingGrainCallFilter, TokenOfCalls>();
        services.AddOptions<ClusterOptions>().PostConfigure<IOptions<OrchestratorClientOptions>>((cluster, options) =>
        {
            // Orleans fills these in itself when nobody does, so what stands there says nothing of the silos' names.
            bool isFound = options.Value.ConnectionString is not null;
            cluster.ClusterId = options.Value.ClusterId ?? (isFound ? DefaultCluster : Named(cluster.ClusterId));
            cluster.ServiceId = options.Value.ServiceId ?? (isFound ? DefaultCluster : Named(cluster.ServiceId));
        });
    }

    // The host keeps the tables of Orleans in a schema of their own.
    private static string WithSchema(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = "orleans" }.ConnectionString;

    private static string Named(string? configured) => string.IsNullOrWhiteSpace(configured) ? DevelopmentCluster : configured;
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
