using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Puts a client of a cluster into a host.</summary>
public static class OrleansClientGenericHostExtensions
{
    /// <summary>Puts a client into the host.</summary>
    public static IHostApplicationBuilder UseOrleansClient(this IHostApplicationBuilder hostAppBuilder) =>
        hostAppBuilder.UseOrleansClient(static _ => { });

    /// <summary>Puts a client into the host.</summary>
    public static HostApplicationBuilder UseOrleansClient(this HostApplicationBuilder hostAppBuilder) =>
        hostAppBuilder.UseOrleansClient(static _ => { });

    /// <summary>Puts a client into the host.</summary>
    public static IHostApplicationBuilder UseOrleansClient(
        this IHostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate)
    {
        configureDelegate(AddClient(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Puts a client into the host.</summary>
    public static HostApplicationBuilder UseOrleansClient(
        this HostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate)
    {
        configureDelegate(AddClient(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Puts a client into the host.</summary>
    public static IHostBuilder UseOrleansClient(this IHostBuilder hostBuilder) =>
        hostBuilder.UseOrleansClient((_, _) => { });

    /// <summary>Puts a client into the host.</summary>
    public static IHostBuilder UseOrleansClient(
        this IHostBuilder hostBuilder, Action<IClientBuilder> configureDelegate) =>
        hostBuilder.UseOrleansClient((_, client) => configureDelegate(client));

    /// <summary>Puts a client into the host.</summary>
    public static IHostBuilder UseOrleansClient(
        this IHostBuilder hostBuilder, Action<HostBuilderContext, IClientBuilder> configureDelegate) =>
        hostBuilder.ConfigureServices((context, services) =>
            configureDelegate(context, AddClient(services, context.Configuration)));

    private static ClientBuilder AddClient(IServiceCollection services, IConfiguration configuration)
    {
        var builder = new ClientBuilder(services, configuration);
        if (services.Any(one => one.ServiceType == typeof(ClusterClient))) return builder;

        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ClusterClient>();
        services.AddSingleton(static provider => provider.GetRequiredService<ClusterClient>().GrainFactory);
        services.AddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<IClusterClient>());
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<ClusterClient>());
        return builder;
    }
}
