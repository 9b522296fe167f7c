using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway;

namespace Orleans.Hosting;

/// <summary>Lets remote clients call the grains of this host's silo.</summary>
public static class GatewayEndpointExtensions
{
    /// <summary>
    /// Maps <c>POST /orleans/gateway/v1</c>, a stream in both directions over HTTP/2, and
    /// <c>GET /orleans/gateways</c>, which tells clients where to find it.
    /// </summary>
    public static RouteGroupBuilder MapOrleansGateway(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/orleans");
        var server = endpoints.ServiceProvider.GetRequiredService<GatewayServer>();
        var listeners = endpoints.ServiceProvider.GetRequiredService<GatewayListeners>();

        // Its own JSON contract: the application's may know its own types only.
        group.MapGet("/gateways", (RequestDelegate)(context => context.Response.WriteAsJsonAsync(
            new GatewayList([.. listeners.AddressesFor(context.Request.Host.Host)]),
            GatewayListJsonContext.Default.GatewayList,
            cancellationToken: context.RequestAborted)));
        group.MapPost("/gateway/v1", (RequestDelegate)server.HandleAsync);
        return group;
    }
}
