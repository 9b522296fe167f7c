namespace Orchestrator.Host.Engine;

/// <summary>The one place where the two flavours of the grain engine differ.</summary>
internal static class GrainEngine
{
#if ORLEANS
    /// <summary>Which flavour this program is compiled against.</summary>
    public const string Name = "Orleans";
#else
    /// <summary>Which flavour this program is compiled against.</summary>
    public const string Name = "Embedded";
#endif

    /// <summary>Adds the silo.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Where .NET agents connect.</param>
    public static void AddGrainEngine(this WebApplicationBuilder builder, OrchestratorHostOptions options) =>
        builder.UseOrleans(silo =>
        {
#if ORLEANS
            silo.UseLocalhostClustering(FreePort.Find(), options.GatewayPort == 0 ? FreePort.Find() : options.GatewayPort);
            silo.Configure<Orleans.Configuration.EndpointOptions>(endpoint => endpoint.AdvertisedIPAddress = options.Urls[0].Address);
#endif
            silo.AddReminders();
            silo.AddActivityPropagation();
        });

    /// <summary>Maps where .NET agents connect.</summary>
    /// <param name="app">The host.</param>
    public static void MapGrainEngine(this WebApplication app)
    {
#if !ORLEANS
        app.MapOrleansGateway();
#endif
    }
}
