using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Access;

namespace Orchestrator.Gateway.Access;

/// <summary>
/// How often a token, and an agent, may ask. Made when a request with a token first comes: a partitioned limiter looks at its
/// partitions ten times a second for as long as it lives, which was most of what an idle host without tokens did.
/// </summary>
/// <param name="options">The limits.</param>
internal sealed class RateLimits(IOptions<RateLimitOptions> options) : IDisposable
{
    private static readonly TimeSpan Replenishment = TimeSpan.FromMilliseconds(100);

    private readonly Lazy<PartitionedRateLimiter<HttpContext>> _limiter = new(() => Create(options.Value));

    /// <summary>Takes one from what the caller of a request may still ask.</summary>
    /// <param name="context">The request, which has a caller.</param>
    /// <returns>The lease, not acquired when nothing is left.</returns>
    public RateLimitLease Acquire(HttpContext context) => _limiter.Value.AttemptAcquire(context);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_limiter.IsValueCreated) _limiter.Value.Dispose();
    }

    private static PartitionedRateLimiter<HttpContext> Create(RateLimitOptions limits) => PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
            context.Features.Get<Caller>()!.Token.Value, _ => Bucket(limits.TokenPerSecond, limits.TokenBurst))),
        PartitionedRateLimiter.Create<HttpContext, string>(context => AgentOf(context) is { } agent
            ? RateLimitPartition.GetTokenBucketLimiter(agent, _ => Bucket(limits.AgentPerSecond, limits.AgentBurst))
            : RateLimitPartition.GetNoLimiter(string.Empty)));

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
