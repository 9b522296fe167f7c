using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Gateway.Access;
using Orchestrator.Gateway.Freshness;
using Orchestrator.Gateway.Inbox;
using Orchestrator.Gateway.Mcp;
using Orchestrator.Gateway.OpenApi;
using Orchestrator.Gateway.Operations;
using Orchestrator.Gateway.Streams;
using Orchestrator.Streams;

namespace Orchestrator.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <summary>
    /// Adds what the endpoints need. The host also needs a journal, reporting, grains and an <see cref="IJournalProbe"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Tells the gateway of its host.</param>
    public static IServiceCollection AddGateway(this IServiceCollection services, Action<GatewayOptions> configure)
    {
        services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MinPosition>();
        services.TryAddSingleton<LongPoll>();
        services.TryAddSingleton<EventStreaming>();
        services.TryAddSingleton<Readiness>();
        services.TryAddSingleton<HostStatus>();
        services.AddEventStreams();
        services.AddRouting();
        services.AddResponseCompression(compression => compression.MimeTypes = ["application/json", "application/problem+json"]);
        services.TryAddSingleton<Denials>();
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RateLimits>();
        services.AddGatewayDocument();
        services.AddMcp();
        return services;
    }

    /// <summary>Adds what <see cref="GatewayApplicationExtensions.MapProbes"/> needs. The host also needs an <see cref="IJournalProbe"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Tells of the host.</param>
    public static IServiceCollection AddProbes(this IServiceCollection services, Action<GatewayOptions> configure)
    {
        services.Configure(configure);
        services.TryAddSingleton<Readiness>();
        services.AddRouting();
        return services;
    }
}
