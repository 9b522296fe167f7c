#if ORLEANS
using Orchestrator.Gateway.Operations;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Grains.Serialization;
using Orchestrator.Host.Engine.Cluster.Trust;
using Orleans.Configuration;
using Orleans.Storage;

namespace Orchestrator.Host.Engine.Cluster;

/// <summary>Makes a process a part of a cluster, whose membership, reminders and snapshots are in PostgreSQL.</summary>
internal static class ClusterSetup
{
    private const string Invariant = "Npgsql";

    // The provider knows a grain's key, but neither its type nor how the key was spelt: FullGrainIdStorage tells it both.
    private const string Provider = "AdoNet";

    /// <summary>Adds a silo.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Which cluster, and where others reach this silo.</param>
    /// <param name="store">The database.</param>
    public static void AddClusterSilo(this WebApplicationBuilder builder, OrchestratorHostOptions options, string store)
    {
        string connection = ClusterStore.ConnectionString(store);
        builder.AddClusterTrust(options, connection);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => Name(cluster, options));
            silo.Configure<EndpointOptions>(endpoint => ClusterEndpoint.Set(endpoint, options));
            ClusterTimes.Set(silo);
            silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Invariant, connection));
            silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.ConnectionString) = (Invariant, connection));
            silo.AddAdoNetGrainStorage(Provider, storage =>
            {
                (storage.Invariant, storage.ConnectionString) = (Invariant, connection);
                storage.GrainStorageSerializer = new JsonStateSerializer(GrainStateJson.Options);
            });
            silo.AddActivityPropagation();
        });
        builder.Services.AddKeyedSingleton<IGrainStorage>(EventSourcingServices.SnapshotStorage, (services, _) =>
            new FullGrainIdStorage(services.GetRequiredKeyedService<IGrainStorage>(Provider)));
    }

    /// <summary>Adds a client that connects by and by, and goes on trying for as long as the process lives.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Which cluster.</param>
    /// <param name="store">The database.</param>
    public static void AddClusterClient(this WebApplicationBuilder builder, OrchestratorHostOptions options, string store)
    {
        string connection = ClusterStore.ConnectionString(store);
        builder.AddClusterTrust(options, connection);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster => Name(cluster, options));
            ClusterTimes.Set(client);
            client.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Invariant, connection));
            client.UseConnectionRetryFilter<EndlessRetry>();
            client.AddActivityPropagation();
            client.Services.AddSingleton<IOutgoingGrainCallFilter, SigningFilter>();
        });
        builder.Services.AddSingleton<ClusterConnection>();
        builder.Services.AddSingleton<IClusterConnection>(services => services.GetRequiredService<ClusterConnection>());
        builder.Services.AddSingleton<IClusterConnectionStatusObserver>(services => services.GetRequiredService<ClusterConnection>());
        ClusterConnector.TakeOver(builder.Services);
    }

    private static void Name(ClusterOptions cluster, OrchestratorHostOptions options) =>
        (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId);

    private static void AddClusterTrust(this WebApplicationBuilder builder, OrchestratorHostOptions options, string connection)
    {
        builder.Services.AddSingleton<PrincipalSigner>();
        builder.Services.AddHostedService(services => new ClusterSchema(
            connection, options.ClusterId, services.GetRequiredService<PrincipalSigner>(), services.GetRequiredService<TimeProvider>()));
    }
}
#endif
