using System.Net;
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
    private readonly HashSet<string> _allowed = new(options.Value.AllowedHosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses what must not come in.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (!IsKnown(request.Host.Host)) throw Refused("forbidden-host", HowToName());
        if (!RequestOrigin.IsOwn(request))
            throw Refused("forbidden-origin", "pages of other origins may not use this API");
        if (DotSegments.In(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
            throw new RefusedException(Problem.Invalid("id: must not be a dot segment", "id"));
        return next(context);
    }

    // A name can be rebound to this machine by who owns it, an address can't. Bound to loopback only, others' addresses are wrong too.
    private bool IsKnown(string host) => LoopbackName.Is(host)
        || (!_loopbackOnly && (_allowed.Contains(host) || IPAddress.TryParse(host.Trim('[', ']'), out _)));

    private string HowToName() => _loopbackOnly
        ? "the Host header must name this machine: localhost, 127.0.0.1 or [::1]"
        : "the Host header must have an address, or a name that the host was started with: --allowed-hosts NAME";

    private static RefusedException Refused(string code, string detail) => new(Problem.Of(403, code, detail));
}
