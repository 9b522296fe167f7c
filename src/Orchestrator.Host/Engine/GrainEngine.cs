using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Orchestrator.Host.Engine;

/// <summary>The one place where the two flavours of the grain engine differ.</summary>
internal static class GrainEngine
{
#if ORLEANS
    /// <summary>Which flavour this program is compiled against.</summary>
    public const string Name = "Orleans";

    /// <summary>Adds the silo, which opens its own ports.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Where .NET agents connect.</param>
    public static void AddGrainEngine(this WebApplicationBuilder builder, OrchestratorHostOptions options) =>
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort.Find(), options.GatewayPort == 0 ? FreePort.Find() : options.GatewayPort)
            .AddReminders()
            .AddActivityPropagation());

    /// <summary>Opens no port: the silo does.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="options">Where .NET agents connect.</param>
    public static void ListenForAgents(this KestrelServerOptions kestrel, OrchestratorHostOptions options) => _ = (kestrel, options);

    /// <summary>Maps nothing: agents connect to the silo's own port.</summary>
    /// <param name="app">The host.</param>
    public static void MapGrainEngine(this WebApplication app) => _ = app;
#else
    /// <summary>Which flavour this program is compiled against.</summary>
    public const string Name = "Embedded";

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

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
