using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Access;

/// <summary>The answer to who comes too often.</summary>
internal static class TooMany
{
    /// <summary>Makes it, with the header that says when to come again.</summary>
    /// <param name="context">The request.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="detail">Of what there was too much.</param>
    public static RefusedException Of(HttpContext context, TimeSpan wait, string detail)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new RefusedException(Problem.Of(429, "rate-limited", detail));
    }
}
