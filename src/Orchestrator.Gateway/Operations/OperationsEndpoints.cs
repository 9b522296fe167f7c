using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Contracts.Errors;
using Orchestrator.Gateway.Access;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Gateway.Serialization;

namespace Orchestrator.Gateway.Operations;

/// <summary>What operators and their tools ask the host.</summary>
internal static class OperationsEndpoints
{
    private const string Health = "/healthz";
    private const string Ready = "/readyz";

    private static readonly HealthView Alive = new("ok", []);

    /// <summary>Maps the status.</summary>
    public static void MapStatus(this IEndpointRouteBuilder api) =>
        api.MapGet("/status", ReadStatus).WithTags("operations").IsRead("getStatus", "Says how the host is");

    /// <summary>Maps what process supervisors ask.</summary>
    public static void MapHealth(this IEndpointRouteBuilder root)
    {
        root.MapGet(Health, () => new Answer<HealthView>(Alive)).IsForEverybody()
            .WithTags("operations").WithName("getHealth").WithSummary("Says that the process lives");
        root.MapGet(Ready, ReadReadiness).IsForEverybody()
            .WithTags("operations").WithName("getReadiness").WithSummary("Says whether the host can serve now; 503 with the reasons when not")
            .WithMetadata(new ProducesResponseTypeMetadata(200, typeof(HealthView), [AnswerWriter.Json]))
            .WithMetadata(new ProducesResponseTypeMetadata(503, typeof(HealthView), [AnswerWriter.Json]));
    }

    /// <summary>Whether a path is one of those that process supervisors ask.</summary>
    public static bool IsProbe(PathString path) =>
        path.StartsWithSegments(Health, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(Ready, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Where grains are in other processes: answers with what stands in the way while none of them can be reached, except to probes.
    /// </summary>
    public static void UseClusterConnection(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<IClusterConnection>() is not { } cluster) return;
        app.Use((context, next) => cluster.Reason is { } reason && !IsProbe(context.Request.Path)
            ? throw new UnavailableException($"the grains can't be reached: {reason}")
            : next(context));
    }

    private static async Task<Answer<StatusView>> ReadStatus(HostStatus status, CancellationToken cancellationToken) =>
        new(await status.ReadAsync(cancellationToken));

    private static async Task ReadReadiness(HttpContext context, Readiness readiness, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> reasons = await readiness.ReasonsAsync(cancellationToken);
        context.Response.StatusCode = reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await AnswerWriter.WriteAsync(
            context, new HealthView(reasons.Count == 0 ? "ready" : "unavailable", reasons), GatewayJson.Answer<HealthView>.Shape);
    }
}
