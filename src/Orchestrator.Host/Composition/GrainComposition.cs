using Microsoft.Extensions.Options;
using Orchestrator.Delivery;
using Orchestrator.Delivery.Gui;
using Orchestrator.Delivery.Tmux;
using Orchestrator.Delivery.Webhook;
using Orchestrator.Grains;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.Agents;
using Orchestrator.Host.Engine;
using Orchestrator.Host.Startup;
using Orchestrator.Streams;
using Orleans.Configuration;

namespace Orchestrator.Host.Composition;

/// <summary>The grains: here, or in other processes.</summary>
internal static class GrainComposition
{
    /// <summary>Adds the grains and the silo that has them.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">How the host runs.</param>
    public static void AddSilo(this WebApplicationBuilder builder, OrchestratorHostOptions options)
    {
        builder.Services.AddOrchestratorGrains();
        builder.AddAgentLimits();
        builder.Services.AddDeliveryMethods();
        builder.Services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section);
        builder.Services.AddOptions<TmuxOptions>().BindConfiguration(TmuxOptions.Section);
        builder.Services.AddOptions<GuiOptions>().BindConfiguration(GuiOptions.Section);
        builder.Services.AddOptions<GrainCollectionOptions>().BindConfiguration(GrainCollectionCheck.Section);
        builder.Services.AddSingleton<IValidateOptions<GrainCollectionOptions>, GrainCollectionCheck>();
        builder.Services.AddHostedService<AccessStart>();
        builder.AddGrainEngine(options);
        builder.AddAuditTrail();
    }

    /// <summary>Adds a client of the silos of other processes.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">How the host runs.</param>
    public static void AddSiloClient(this WebApplicationBuilder builder, OrchestratorHostOptions options)
    {
        builder.Services.AddOrchestratorGrainClient();
        builder.AddAgentLimits();
        builder.Services.AddHostedService<AccessStart>();
        builder.AddGrainClient(options);
        builder.AddAuditTrail();
    }

    // Behind the grains, so that it stops before them: what it has only counted yet it writes then.
    private static void AddAuditTrail(this WebApplicationBuilder builder) =>
        builder.Services.AddHostedService(static services => services.GetRequiredService<AuditTrail>());

    private static void AddAgentLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AgentOptions>().BindConfiguration("Agents");
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<AgentOptions>>().Value.ToLimits());
        builder.Services.AddOptions<StreamOptions>().BindConfiguration(StreamOptions.Section);
    }
}
