using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Access;

namespace Orchestrator.Gateway.Access;

/// <summary>Limits how often a token, and an agent, may ask: what runs wild must not take the host from the others.</summary>
internal static class RateLimits
{
    private static readonly TimeSpan Replenishment = TimeSpan.FromMilliseconds(100);

    /// <summary>Registers the limits.</summary>
    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddRateLimiter(static _ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>(Configure);
    }

    /// <summary>Limits the requests that have a caller.</summary>
    public static void UseRateLimits(this IApplicationBuilder app) =>
        app.UseWhen(static context => context.Features.Get<Caller>() is not null, static limited => limited.UseRateLimiter());

    private static void Configure(RateLimiterOptions limiter, IOptions<RateLimitOptions> options)
    {
        RateLimitOptions limits = options.Value;
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
                context.Features.Get<Caller>()!.Token.Value, _ => Bucket(limits.TokenPerSecond, limits.TokenBurst))),
            PartitionedRateLimiter.Create<HttpContext, string>(context => AgentOf(context) is { } agent
                ? RateLimitPartition.GetTokenBucketLimiter(agent, _ => Bucket(limits.AgentPerSecond, limits.AgentBurst))
                : RateLimitPartition.GetNoLimiter(string.Empty)));
        limiter.OnRejected = static (rejected, _) => throw TooMany.Of(
            rejected.HttpContext,
            rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1),
            "too many requests at once with this token or of this agent; slow down");
    }

    // The agent that acts, or on which an operator acts by its path. Who only reads about an agent uses up nothing of the agent's.
    private static string? AgentOf(HttpContext context)
    {
        Caller caller = context.Features.Get<Caller>()!;
        if (caller is { Role: AccessRole.Agent, Agent: { } own }) return own.Value;
        return caller.Role > AccessRole.Agent && context.Request.Path.StartsWithSegments("/api/v1/agents", StringComparison.OrdinalIgnoreCase)
            ? context.GetRouteValue("id") as string
            : null;
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond, int burst) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = Math.Max(1, perSecond / (int)(TimeSpan.FromSeconds(1) / Replenishment)),
        ReplenishmentPeriod = perSecond >= TimeSpan.FromSeconds(1) / Replenishment ? Replenishment : TimeSpan.FromSeconds(1) / perSecond,
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
