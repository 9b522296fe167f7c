using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Security;

/// <summary>
/// Keeps browsers from being used against a host that trusts its own machine: requests of other sites' pages, and names
/// that were rebound to it. Programs are not touched by this.
/// </summary>
/// <param name="next">The rest of the request's way.</param>
/// <param name="options">Whether the host is bound to loopback.</param>
internal sealed class RequestGuard(RequestDelegate next, IOptions<GatewayOptions> options)
{
    private readonly bool _loopbackOnly = options.Value.LoopbackOnly;

    /// <summary>Refuses what must not come in.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (_loopbackOnly && !LoopbackName.Is(request.Host.Host))
            throw Refused("forbidden-host", "the Host header must name this machine: localhost, 127.0.0.1 or [::1]");
        if (!RequestOrigin.IsOwn(request))
            throw Refused("forbidden-origin", "pages of other origins may not use this API");
        if (DotSegments.In(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
            throw new RefusedException(Problem.Invalid("id: must not be a dot segment", "id"));
        return next(context);
    }

    private static RefusedException Refused(string code, string detail) => new(Problem.Of(403, code, detail));
}
