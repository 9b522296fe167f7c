using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Gateway;

namespace Orleans.Hosting;

/// <summary>Connects a client to an embedded silo in another process.</summary>
public static class EmbeddedGatewayExtensions
{
    /// <summary>Connects the client to an embedded silo in another process, over HTTP/2.</summary>
    public static IClientBuilder UseEmbeddedGateway(
        this IClientBuilder builder, Action<EmbeddedGatewayOptions> configure)
    {
        builder.Services.AddOptions<EmbeddedGatewayOptions>()
            .Configure(configure)
            .Validate(
                static options => options.Endpoint is not null || options.Gateway is not null,
                $"{nameof(EmbeddedGatewayOptions)}: set {nameof(EmbeddedGatewayOptions.Endpoint)} to the address of the "
                + "silo's host.");
        builder.Services.TryAddSingleton<IClientRuntime, RemoteClient>();
        return builder;
    }
}
