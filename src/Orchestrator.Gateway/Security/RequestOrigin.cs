using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Orchestrator.Gateway.Security;

/// <summary>Where a browser's request comes from.</summary>
internal static class RequestOrigin
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>Whether a request comes from a program, or from a page of this very origin.</summary>
    /// <param name="request">The request.</param>
    public static bool IsOwn(HttpRequest request)
    {
        // Browsers send no Origin with some cross-site GETs, and a GET of an inbox leases messages. Pages may be linked to.
        StringValues site = request.Headers[FetchSite];
        if (site.Count > 0 && site is not ["same-origin" or "none"] && !IsPage(request.Path)) return false;
        StringValues origin = request.Headers.Origin;
        return origin.Count == 0
            || (origin is [{ } text] && Uri.TryCreate(text, UriKind.Absolute, out Uri? from)
                && from.Scheme.Equals(request.Scheme, StringComparison.OrdinalIgnoreCase)
                && from.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase)
                && from.Port == (request.Host.Port ?? DefaultPort(request.Scheme)));
    }

    private static bool IsPage(PathString path) =>
        !path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !path.StartsWithSegments("/mcp", StringComparison.OrdinalIgnoreCase);

    private static int DefaultPort(string scheme) => scheme == "https" ? 443 : 80;
}
