#if !ORLEANS
using System.Security.Claims;
using System.Security.Principal;
using Orchestrator.Contracts.Access;

namespace Orchestrator.Host.Engine;

/// <summary>
/// Says who a .NET agent's connection is. The gateway's middleware has seen its token; each call that comes over the connection
/// gets this name, whatever the client says of itself.
/// </summary>
internal static class GatewayAccess
{
    /// <summary>Sets it up.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddGatewayAccess(this IServiceCollection services) =>
        services.AddOptions<OrleansGatewayOptions>().Configure<AccessState>((gateway, access) =>
            gateway.Authenticate = context => ValueTask.FromResult<ClaimsPrincipal?>(Authenticate(context, access)));

    private static ClaimsPrincipal Authenticate(HttpContext context, AccessState access)
    {
        if (context.Features.Get<Caller>() is { } caller) return Named(caller.ToString());

        // Let in while there were no tokens: once there is one, it must come again.
        CancellationTokenRegistration closed = access.Closed.UnsafeRegister(static state => ((HttpContext)state!).Abort(), context);
        context.Response.RegisterForDispose(closed);
        return Named(Caller.Nobody);
    }

    private static ClaimsPrincipal Named(string name) => new(new GenericIdentity(name));
}
#endif
