using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orchestrator.Host.Startup;
#if ORLEANS
using Orchestrator.Host.Engine.Cluster;
#else
using Orchestrator.Contracts.Mailboxes;
#endif

namespace Orchestrator.Host.Engine;

/// <summary>The one place where the two flavours of the grain engine differ.</summary>
internal static class GrainEngine
{
#if ORLEANS
    /// <summary>Which flavour this program is compiled against.</summary>
    public const string Name = "Orleans";

    /// <summary>Whether several processes may have one journal.</summary>
    public static bool IsCluster => true;

    /// <summary>How long one call to a mailbox may wait for a message, in a cluster.</summary>
    public static TimeSpan LongestGrainWait => ClusterTimes.LongestGrainWait;

    /// <summary>Refuses what this flavour can't be.</summary>
    /// <param name="options">How the host is to run.</param>
    /// <exception cref="StartupException">It can't; the message says what would.</exception>
    public static void RefuseUnfit(OrchestratorHostOptions options)
    {
        if (options is { Role: not HostRole.All, Store: null })
            throw new StartupException($"--role {Word(options.Role)} needs a store that other processes reach too: give --store with the connection string of a PostgreSQL database.");
        if (options is { Role: not HostRole.Gateway, Store: not null }) _ = ClusterEndpoint.AddressOf(options);
    }

    /// <summary>Adds the silo, which opens its own ports: one of a cluster where there is a store for it, else alone.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Where others reach it.</param>
    public static void AddGrainEngine(this WebApplicationBuilder builder, OrchestratorHostOptions options)
    {
        if (options.Store is { } store)
        {
            builder.AddClusterSilo(options, store);
            return;
        }

        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort.Find(options.SiloPort), FreePort.Find(options.GatewayPort))
            .AddReminders()
            .AddActivityPropagation());
    }

    /// <summary>Adds a client of the silos of other processes.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Which cluster.</param>
    public static void AddGrainClient(this WebApplicationBuilder builder, OrchestratorHostOptions options) =>
        builder.AddClusterClient(options, options.Store!);

    /// <summary>Opens no port: the silo does.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="options">Where .NET agents connect.</param>
    public static void ListenForAgents(this KestrelServerOptions kestrel, OrchestratorHostOptions options) => _ = (kestrel, options);

    /// <summary>Maps nothing: agents connect to the silo's own port.</summary>
    /// <param name="app">The host.</param>
    public static void MapGrainEngine(this WebApplication app) => _ = app;

    private static string Word(HostRole role) => role == HostRole.Silo ? "silo" : "gateway";
#else
    /// <summary>Which flavour this program is compiled against.</summary>
    public const string Name = "Embedded";

    /// <summary>Whether several processes may have one journal.</summary>
    public static bool IsCluster => false;

    /// <summary>How long one call to a mailbox may wait for a message.</summary>
    public static TimeSpan LongestGrainWait => ReceiveMessages.MaxWait;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

    /// <summary>Refuses what this flavour can't be.</summary>
    /// <param name="options">How the host is to run.</param>
    /// <exception cref="StartupException">It can't; the message says what would.</exception>
    public static void RefuseUnfit(OrchestratorHostOptions options)
    {
        if (options.Role == HostRole.All) return;
        throw new StartupException(
            $"--role {(options.Role == HostRole.Silo ? "silo" : "gateway")} is for several processes, and this host has the embedded grain engine, which is one: "
            + "leave --role out (or say all), or use a host that was built with -p:GrainEngine=Orleans.");
    }

    /// <summary>Adds the silo.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Where .NET agents connect.</param>
    public static void AddGrainEngine(this WebApplicationBuilder builder, OrchestratorHostOptions options)
    {
        _ = options;
        builder.UseOrleans(silo => silo.AddReminders().AddActivityPropagation());
        builder.Services.Configure<OrleansGatewayOptions>(gateway => gateway.DrainTimeout = DrainTime);
        builder.Services.AddGatewayAccess();
    }

    /// <summary>Not here: this engine is one process.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Refused before, by <see cref="RefuseUnfit"/>.</param>
    public static void AddGrainClient(this WebApplicationBuilder builder, OrchestratorHostOptions options) => RefuseUnfit(options);

    /// <summary>Opens the port for .NET agents. Without TLS a port speaks HTTP/1.1 or HTTP/2; they need the latter.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="options">Where .NET agents connect.</param>
    public static void ListenForAgents(this KestrelServerOptions kestrel, OrchestratorHostOptions options) =>
        kestrel.ListenOrleansGateway(options.Urls[0].Address, options.GatewayPort);

    /// <summary>Maps where .NET agents connect.</summary>
    /// <param name="app">The host.</param>
    public static void MapGrainEngine(this WebApplication app) => app.MapOrleansGateway().ExcludeFromDescription();
#endif
}
