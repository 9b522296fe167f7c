using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Orchestrator.Contracts.Access;

namespace Orchestrator.Gateway.Access;

/// <summary>
/// Refuses a request whose token or agent has asked too often: what runs wild must not take the host from the others. Requests
/// without a caller are not counted. ASP.NET's own middleware would keep a limiter for named policies, of which there are none.
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="limits">Count.</param>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateLimits limits)
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    /// <summary>Lets one through or refuses it with 429.</summary>
    public Task InvokeAsync(HttpContext context) => context.Features.Get<Caller>() is null ? next(context) : LimitedAsync(context);

    private async Task LimitedAsync(HttpContext context)
    {
        using RateLimitLease lease = limits.Acquire(context);
        if (!lease.IsAcquired)
        {
            throw TooMany.Of(
                context,
                lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : UsualWait,
                "too many requests at once with this token or of this agent; slow down");
        }

        await next(context);
    }
}
