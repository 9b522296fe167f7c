using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Sets up a silo.</summary>
public static class CoreHostingExtensions
{
    /// <summary>
    /// Accepted for source compatibility: an embedded silo needs no clustering. The names are taken.
    /// </summary>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = 11111,
        int gatewayPort = 30000,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev")
    {
        _ = (siloPort, gatewayPort, primarySiloEndpoint);
        return builder.Configure<ClusterOptions>(names => (names.ServiceId, names.ClusterId) = (serviceId, clusterId));
    }

    /// <summary>Carries the current W3C trace context along with every call, and makes spans for them.</summary>
    public static ISiloBuilder AddActivityPropagation(this ISiloBuilder builder)
    {
        AddActivityPropagation(builder.Services);
        return builder;
    }

    internal static void AddActivityPropagation(IServiceCollection services)
    {
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IOutgoingGrainCallFilter, ActivityPropagationOutgoingFilter>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IIncomingGrainCallFilter, ActivityPropagationIncomingFilter>());
    }
}
