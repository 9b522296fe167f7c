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
        group.MapGet("/gateways", (HttpContext context) =>
            TypedResults.Ok(new GatewayList([.. listeners.AddressesFor(context.Request.Host.Host)])));
        group.MapPost("/gateway/v1", (RequestDelegate)server.HandleAsync);
        return group;
    }
}
